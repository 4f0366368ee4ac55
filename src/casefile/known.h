// The record types and fields that rules in C++ know by number. Everything else is known to the
// catalogue alone. known_test.cpp compares these with the default pack.
#pragma once

#include <cstdint>

namespace casefile::known {

using Number = std::uint32_t;

namespace case_file {
inline constexpr Number kType = 1;
inline constexpr Number kKind = 1, kStep = 2, kShortNumber = 3, kCatalogue = 4, kClosedOn = 5;
}  // namespace case_file

namespace consent {
inline constexpr Number kType = 20;
inline constexpr Number kState = 1, kPurposes = 2, kParts = 3, kRecipientClasses = 4,
                        kValidUntil = 5, kPerson = 6, kWords = 19;
}  // namespace consent

namespace grant {
inline constexpr Number kType = 21;
inline constexpr Number kState = 1, kBasis = 2, kConsent = 3, kPurpose = 4, kCompartments = 5,
                        kRecipientClass = 6, kRecipient = 7, kExpires = 8, kReviewOn = 9,
                        kReason = 10, kNorm = 11, kMayWrite = 12, kNodes = 13, kSignature = 16;
}  // namespace grant

namespace care_mandate {
inline constexpr Number kType = 22;
inline constexpr Number kState = 1, kSince = 2;
}  // namespace care_mandate

namespace hold {
inline constexpr Number kType = 23;
inline constexpr Number kState = 1, kRecord = 2;
}  // namespace hold

namespace approval {
inline constexpr Number kType = 26;
inline constexpr Number kOutcome = 1, kSubject = 2, kWhat = 3, kSignature = 5;
}  // namespace approval

namespace break_glass {
inline constexpr Number kType = 28;
inline constexpr Number kState = 1, kWho = 2, kReason = 3, kCompartments = 4, kExpires = 5,
                        kReview = 6, kJustified = 7;
}  // namespace break_glass

namespace custody_event {
inline constexpr Number kType = 140;
inline constexpr Number kItem = 1, kFingerprint = 2, kEvent = 3, kAt = 4, kFrom = 5, kTo = 6,
                        kPlace = 7, kAuthority = 8, kCondition = 9, kReason = 10, kSignature = 12;
}  // namespace custody_event

}  // namespace casefile::known
