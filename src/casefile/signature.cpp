#include "casefile/signature.h"

#include <algorithm>
#include <span>

#include "casefile/known.h"
#include "casefile/wire.h"

namespace casefile {

namespace {

using codec::Value;

constexpr std::int64_t kVersion = 1;

class Nobody : public Signatures {
 public:
  SignatureVerdict check(SignedKind, base::ByteView, const Signed&) const override {
    return SignatureVerdict::invalid;
  }
};

// The fields that decide what a grant allows. Its state is not among them: withdrawing is open to
// anyone at once, and loosening it takes approvals that are signed themselves.
constexpr std::uint32_t kOfGrant[] = {
    known::grant::kBasis,        known::grant::kConsent,   known::grant::kPurpose,
    known::grant::kCompartments, known::grant::kRecipient, known::grant::kRecipientClass,
    known::grant::kExpires,      known::grant::kReviewOn,  known::grant::kReason,
    known::grant::kNorm,         known::grant::kMayWrite,  known::grant::kNodes};
constexpr std::uint32_t kOfApproval[] = {known::approval::kOutcome, known::approval::kSubject,
                                         known::approval::kWhat};

// What happened to the item. What the receiver confirms is a note of hers beside it.
constexpr std::uint32_t kOfCustody[] = {
    known::custody_event::kItem,      known::custody_event::kFingerprint,
    known::custody_event::kEvent,     known::custody_event::kAt,
    known::custody_event::kFrom,      known::custody_event::kTo,
    known::custody_event::kPlace,     known::custody_event::kAuthority,
    known::custody_event::kCondition, known::custody_event::kReason};

struct SignedFields {
  std::span<const std::uint32_t> covered;
  std::uint32_t signature;
};

SignedFields fields_of(SignedKind kind) {
  switch (kind) {
    case SignedKind::grant:
      return {kOfGrant, known::grant::kSignature};
    case SignedKind::approval:
      return {kOfApproval, known::approval::kSignature};
    case SignedKind::custody:
      return {kOfCustody, known::custody_event::kSignature};
  }
  return {};
}

// All that a field shows: elements of a set in the order of their bytes, since they have no other.
Value all_shown(const FoldedRecord& record, std::uint32_t number) {
  const FoldedField* field = record.field(number);
  if (field == nullptr || field->shown.empty()) return {};
  std::vector<base::Bytes> encoded;
  for (const Shown& shown : field->shown) encoded.push_back(codec::encode(shown.value));
  std::sort(encoded.begin(), encoded.end());
  Value::Array items;
  for (base::Bytes& bytes : encoded) items.push_back(Value(std::move(bytes)));
  return Value::array(std::move(items));
}

}  // namespace

std::uint32_t signature_field(SignedKind kind) {
  return fields_of(kind).signature;
}

Value to_value(const Signed& made) {
  return Value(codec::encode(Value::array(
      {Value(kVersion), wire::id(made.user), Value(made.at_ms), Value(made.signature)})));
}

std::optional<Signed> signed_from_value(const Value& value) {
  const base::Bytes* bytes = value.as_bytes();
  if (bytes == nullptr) return std::nullopt;
  const base::Result<Value> decoded = codec::decode(*bytes);
  const Value::Array* items = decoded ? wire::as_items(*decoded, 4) : nullptr;
  if (items == nullptr || items->size() != 4 || (*items)[0] != Value(kVersion)) return std::nullopt;
  const auto user = wire::as_id<base::UserId>((*items)[1]);
  const std::int64_t* at_ms = (*items)[2].as_int();
  const base::Bytes* signature = (*items)[3].as_bytes();
  if (!user || at_ms == nullptr || signature == nullptr) return std::nullopt;
  return Signed{*user, *at_ms, *signature};
}

std::string_view reason_of(SignatureVerdict verdict) {
  switch (verdict) {
    case SignatureVerdict::good:
      return "";
    case SignatureVerdict::unsigned_:
      return "unsigned";
    case SignatureVerdict::invalid:
      return "signature_invalid";
    case SignatureVerdict::no_right:
      return "signer_not_allowed";
  }
  return "signature_invalid";
}

const Signatures& Signatures::nobody() {
  static const Nobody nobody;
  return nobody;
}

base::Bytes signed_words(SignedKind kind, const base::CaseId& case_id, const FoldedRecord& record,
                         const base::UserId& user, base::UtcMs at_ms) {
  Value::Array words{Value(kVersion),     wire::number_of(kind), wire::id(case_id),
                     wire::id(record.id), wire::id(user),        Value(at_ms)};
  for (const std::uint32_t field : fields_of(kind).covered)
    words.push_back(all_shown(record, field));
  return codec::encode(Value::array(std::move(words)));
}

SignatureVerdict judge_signatures(const Signatures& signatures, SignedKind kind,
                                  const base::CaseId& case_id, const FoldedRecord& record,
                                  const std::optional<base::UserId>& by,
                                  base::UtcMs not_before_ms) {
  const FoldedField* field = record.field(signature_field(kind));
  if (field == nullptr || field->shown.empty()) return SignatureVerdict::unsigned_;
  SignatureVerdict best = SignatureVerdict::invalid;
  for (const Shown& shown : field->shown) {
    const std::optional<Signed> made = signed_from_value(shown.value);
    if (!made || (by && made->user != *by) || made->at_ms < not_before_ms) continue;
    const SignatureVerdict verdict =
        signatures.check(kind, signed_words(kind, case_id, record, made->user, made->at_ms), *made);
    if (verdict == SignatureVerdict::good) return verdict;
    if (verdict == SignatureVerdict::no_right) best = verdict;
  }
  return best;
}

}  // namespace casefile
