#include "desk/signing.h"

#include <algorithm>
#include <set>

#include "casefile/known.h"

namespace desk {

namespace {

using base::Compartment;
using casefile::FoldedRecord;
using casefile::SignatureVerdict;
using casefile::SignedKind;
namespace known = casefile::known;

crypto::SignDomain domain_of(SignedKind kind) {
  return kind == SignedKind::grant ? crypto::SignDomain::grant : crypto::SignDomain::approval;
}

bool may_grant(const Policy& policy, const std::vector<std::string>& roles) {
  return std::any_of(roles.begin(), roles.end(), [&](const std::string& id) {
    const Role* role = policy.role(id);
    return role != nullptr && role->may(kGrantAction);
  });
}

casefile::Op signature_op(const House& house, SignedKind kind, const FoldedRecord& record,
                          codec::Value value) {
  const casefile::RecordType& type = *house.catalogue().type(record.type);
  casefile::Op op;
  op.kind = static_cast<std::uint32_t>(casefile::OpKind::note);
  op.record = record.id;
  op.type = type.number;
  op.version = type.version;
  op.field = kind == SignedKind::grant ? known::grant::kSignature : known::approval::kSignature;
  op.value = std::move(value);
  return op;
}

}  // namespace

SignatureVerdict Signers::check(SignedKind kind, base::ByteView words,
                                const casefile::Signed& made) const {
  crypto::Signature signature{};
  if (made.signature.size() != signature.size()) return SignatureVerdict::invalid;
  std::copy(made.signature.begin(), made.signature.end(), signature.begin());
  const base::Result<UserRow> user = read_user(house_, made.user);
  if (!user || !crypto::verify(user->verify, domain_of(kind), words, signature)) {
    return SignatureVerdict::invalid;
  }
  return may_grant(house_.policy(), user->roles) ? SignatureVerdict::good
                                                 : SignatureVerdict::no_right;
}

codec::Value sign(const Session& session, SignedKind kind, const base::CaseId& case_id,
                  const FoldedRecord& record, base::UtcMs at_ms) {
  const Person& person = session.person();
  const crypto::Signature signature = person.signing.sign(
      domain_of(kind), casefile::signed_words(kind, case_id, record, person.id, at_ms));
  return casefile::to_value(
      casefile::Signed{person.id, at_ms, base::Bytes(signature.begin(), signature.end())});
}

base::Done sign_decisions(House& house, const Session& session, const CaseView& after,
                          base::UtcMs at_ms, Operations& operations) {
  const auto control = operations.find(Compartment::control);
  if (control == operations.end()) return {};
  std::set<std::pair<base::RecordId, std::uint32_t>> touched;
  for (const casefile::Op& op : control->second) touched.emplace(op.record, op.type);
  for (const auto& [id, type] : touched) {
    const FoldedRecord* record = after.find(id, type, Compartment::control);
    if (record == nullptr || record->shredded) continue;
    const bool grants =
        type == known::grant::kType && record->text(known::grant::kState) == "granted";
    const bool approves =
        type == known::approval::kType && record->text(known::approval::kOutcome) == "approved";
    if (!grants && !approves) continue;
    const casefile::FoldedField* outcome = record->field(known::approval::kOutcome);
    if (approves && outcome->shown.front().user != session.person().id) continue;  // not hers
    const SignedKind kind = grants ? SignedKind::grant : SignedKind::approval;
    const std::optional<base::UserId> by =
        approves ? std::optional(session.person().id) : std::nullopt;
    if (casefile::judge_signatures(house.signatures(), kind, after.id(), *record, by) ==
        SignatureVerdict::good) {
      continue;
    }
    if (grants && !session.may(kGrantAction)) return base::refuse(base::Code::not_allowed);
    control->second.push_back(
        signature_op(house, kind, *record, sign(session, kind, after.id(), *record, at_ms)));
  }
  return {};
}

}  // namespace desk
