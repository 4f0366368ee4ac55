// Signatures of people: what a person signs when she grants, approves or hands evidence over, and
// the seam by which this room asks whether a signature holds. This room sees no cryptography: the
// desk makes and checks the bytes (desk/signing.h), here is said what they cover and what follows.
//
// Promise: a grant or an approval of which no signature covers what it says now counts for nothing.
// Whatever is not known is no signature.
#pragma once

#include <string_view>

#include "casefile/fold.h"

namespace casefile {

// Numbers stand in what is signed: never change or reuse one.
enum class SignedKind : std::uint8_t { grant = 1, approval = 2, custody = 3 };

// The field of its record that holds them.
std::uint32_t signature_field(SignedKind kind);

// One value of a field `signature`: [1, user, at (ms), Ed25519 signature] as deterministic CBOR.
struct Signed {
  base::UserId user = base::UserId::none();
  base::UtcMs at_ms = 0;
  base::Bytes signature;
};
codec::Value to_value(const Signed& made);
std::optional<Signed> signed_from_value(const codec::Value& value);

enum class SignatureVerdict : std::uint8_t {
  good = 1,
  unsigned_ = 2,  // nobody signed
  invalid = 3,    // no signature is of these words by that person
  no_right = 4,   // hers, but her roles did not let her
};
// "unsigned", "signature_invalid", "signer_not_allowed"; "" when it is good.
std::string_view reason_of(SignatureVerdict verdict);

// Who signed what. Threads: any.
class Signatures {
 public:
  virtual ~Signatures() = default;
  // Whether this person signed these words as a thing of this kind, and may sign such things.
  virtual SignatureVerdict check(SignedKind kind, base::ByteView words,
                                 const Signed& made) const = 0;
  // Knows nobody: every check is `invalid`.
  static const Signatures& nobody();
};

// What a signature covers: the case file, the record, who signs when, and every field that decides
// what is allowed, as the fold shows it. Deterministic; docs/formats.md, "Signatures of people".
base::Bytes signed_words(SignedKind kind, const base::CaseId& case_id, const FoldedRecord& record,
                         const base::UserId& user, base::UtcMs at_ms);

// The best verdict over the signatures that the record holds. With `by`, of that person alone, and
// made no earlier than `not_before_ms`: an old decision does not serve twice.
SignatureVerdict judge_signatures(const Signatures& signatures, SignedKind kind,
                                  const base::CaseId& case_id, const FoldedRecord& record,
                                  const std::optional<base::UserId>& by = std::nullopt,
                                  base::UtcMs not_before_ms = INT64_MIN);

}  // namespace casefile
