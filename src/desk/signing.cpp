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
  switch (kind) {
    case SignedKind::grant:
      return crypto::SignDomain::grant;
    case SignedKind::approval:
      return crypto::SignDomain::approval;
    case SignedKind::custody:
      return crypto::SignDomain::custody;
  }
  return crypto::SignDomain::approval;
}

// Evidence passes through every hand that may write it.
std::string_view action_of(SignedKind kind) {
  return kind == SignedKind::custody ? "case_write" : kGrantAction;
}

bool may(const Policy& policy, const std::vector<std::string>& roles, std::string_view action) {
  return std::any_of(roles.begin(), roles.end(), [&](const std::string& id) {
    const Role* role = policy.role(id);
    return role != nullptr && role->may(action);
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
  op.field = casefile::signature_field(kind);
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
  return may(house_.policy(), user->roles, action_of(kind)) ? SignatureVerdict::good
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

namespace {

using Touched = std::set<std::pair<base::RecordId, std::uint32_t>>;

Touched touched_by(const std::vector<casefile::Op>& ops) {
  Touched touched;
  for (const casefile::Op& op : ops) touched.emplace(op.record, op.type);
  return touched;
}

// What this record, as it will stand, asks this person to sign.
struct Wanted {
  SignedKind kind;
  bool hers;  // nobody else's signature does
};

std::optional<Wanted> wanted(const Session& session, const FoldedRecord& record) {
  if (record.type == known::custody_event::kType) return Wanted{SignedKind::custody, true};
  if (record.type == known::grant::kType && record.text(known::grant::kState) == "granted") {
    return Wanted{SignedKind::grant, false};
  }
  const bool approves =
      record.type == known::approval::kType && record.text(known::approval::kOutcome) == "approved";
  if (!approves) return std::nullopt;
  const casefile::FoldedField* outcome = record.field(known::approval::kOutcome);
  if (outcome->shown.front().user != session.person().id) return std::nullopt;
  return Wanted{SignedKind::approval, true};
}

}  // namespace

base::Done sign_decisions(House& house, const Session& session, const CaseView& after,
                          base::UtcMs at_ms, Operations& operations) {
  for (auto& [compartment, ops] : operations) {
    for (const auto& [id, type] : touched_by(ops)) {
      const FoldedRecord* record = after.find(id, type, compartment);
      if (record == nullptr || record->shredded) continue;
      const std::optional<Wanted> sign_as = wanted(session, *record);
      if (!sign_as) continue;
      const std::optional<base::UserId> by =
          sign_as->hers ? std::optional(session.person().id) : std::nullopt;
      if (casefile::judge_signatures(house.signatures(), sign_as->kind, after.id(), *record, by) ==
          SignatureVerdict::good) {
        continue;
      }
      if (sign_as->kind == SignedKind::grant && !session.may(kGrantAction)) {
        return base::refuse(base::Code::not_allowed);
      }
      ops.push_back(signature_op(house, sign_as->kind, *record,
                                 sign(session, sign_as->kind, after.id(), *record, at_ms)));
    }
  }
  return {};
}

bool carries_signature(const std::vector<casefile::Op>& ops) {
  constexpr std::pair<std::uint32_t, SignedKind> kSignable[] = {
      {known::grant::kType, SignedKind::grant},
      {known::approval::kType, SignedKind::approval},
      {known::custody_event::kType, SignedKind::custody}};
  return std::ranges::any_of(ops, [&](const casefile::Op& op) {
    return std::ranges::any_of(kSignable, [&](const auto& pair) {
      return op.type == pair.first && op.field == casefile::signature_field(pair.second);
    });
  });
}

}  // namespace desk
