#include "casefile/grant_keeper.h"

#include <algorithm>

#include "casefile/instant.h"
#include "casefile/known.h"

namespace casefile {

namespace {

using base::Compartment;
using codec::Value;

constexpr base::UtcMs kDayMs = 24LL * 60 * 60 * 1000;

std::unexpected<base::Refusal> not_granted(std::string why) {
  return base::refuse(base::Code::not_granted, {{"why", std::move(why)}});
}

std::vector<std::string> codes_of(const Value* value) {
  std::vector<std::string> out;
  const Value::Array* items = value == nullptr ? nullptr : value->as_array();
  if (items == nullptr) return out;
  for (const Value& item : *items) {
    if (const std::string* text = item.as_text()) out.push_back(*text);
  }
  return out;
}

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::optional<base::UtcMs> time_of(const FoldedRecord& record, std::uint32_t field) {
  const Value* value = record.value(field);
  return value == nullptr ? std::nullopt : instant_ms(*value);
}

bool is_usable(const FoldedRecord* record) {
  return record != nullptr && record->created && !record->shredded;
}

// The record a field refers to, of that type.
const FoldedRecord* referred(const Folded& control, const FoldedRecord& from, std::uint32_t field,
                             std::uint32_t type) {
  const Value* value = from.value(field);
  const base::Bytes* bytes = value == nullptr ? nullptr : value->as_bytes();
  if (bytes == nullptr || bytes->size() != base::RecordId::kSize) return nullptr;
  return control.find(base::RecordId::from_bytes(*bytes).value(), type);
}

const FoldedRecord* find_grant(const Folded& control, const base::GrantId& grant) {
  return control.find(base::RecordId::from_bytes(grant.bytes()).value(), known::grant::kType);
}

const BasisRule* rule_of(std::string_view code) {
  for (const BasisRule& rule : basis_rules()) {
    if (rule.code == code) return &rule;
  }
  return nullptr;
}

// Consent covers purpose, parts and recipient class, each by name: nothing is implied.
base::Result<base::UtcMs> consent_covers(const Folded& control, const FoldedRecord& grant,
                                         const std::vector<std::string>& parts,
                                         base::UtcMs now_ms) {
  const FoldedRecord* consent =
      referred(control, grant, known::grant::kConsent, known::consent::kType);
  if (!is_usable(consent)) return not_granted("no_consent");
  if (consent->text(known::consent::kState) != "given") return not_granted("consent_not_given");
  const std::vector<std::string> purposes = codes_of(consent->value(known::consent::kPurposes));
  if (!contains(purposes, grant.text(known::grant::kPurpose))) {
    return not_granted("purpose_not_consented");
  }
  const std::vector<std::string> consented = codes_of(consent->value(known::consent::kParts));
  for (const std::string& part : parts) {
    if (!contains(consented, part)) return not_granted("part_not_consented");
  }
  const std::vector<std::string> classes =
      codes_of(consent->value(known::consent::kRecipientClasses));
  if (!contains(classes, grant.text(known::grant::kRecipientClass))) {
    return not_granted("recipient_not_consented");
  }
  const base::UtcMs until = time_of(*consent, known::consent::kValidUntil).value_or(INT64_MAX);
  if (now_ms >= until) return not_granted("consent_expired");
  return until;
}

// The times of a grant: expiring, reviewed, not longer than its basis allows.
base::Result<base::UtcMs> judge_times(const FoldedRecord& grant, const BasisRule& rule,
                                      base::UtcMs now_ms) {
  const auto expires = time_of(grant, known::grant::kExpires);
  const auto review = time_of(grant, known::grant::kReviewOn);
  if (!expires) return not_granted("no_expiry");
  if (now_ms >= *expires) return not_granted("expired");
  const auto created = static_cast<base::UtcMs>(grant.first.hlc.ms);
  if (*expires - created > rule.longest_days * kDayMs) return not_granted("too_long");
  if (rule.basis == Basis::consent && !review) return *expires;
  if (!review || *review > *expires) return not_granted("no_review");
  if (now_ms >= *review) return not_granted("review_overdue");
  return *expires;
}

base::Result<base::Fingerprint> recipient_of(const FoldedRecord& grant) {
  const Value* value = grant.value(known::grant::kRecipient);
  const base::Bytes* bytes = value == nullptr ? nullptr : value->as_bytes();
  base::Fingerprint out{};
  if (bytes == nullptr || bytes->size() != out.size()) return not_granted("no_recipient");
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

// Fields that two people wrote differently without seeing each other decide nothing.
bool is_disputed(const FoldedRecord& grant) {
  return std::any_of(grant.fields.begin(), grant.fields.end(), [](const FoldedField& field) {
    return field.rule == Rule::replace_with_conflict && field.trouble != Trouble::none;
  });
}

base::Result<std::vector<Compartment>> compartments_of(const BasisRule& rule,
                                                       const std::vector<std::string>& parts) {
  std::vector<Compartment> out;
  for (const std::string& part : parts) {
    const auto compartment = base::compartment_from_name(part);
    if (!compartment) return not_granted("unknown_part");
    const bool allowed = std::find(rule.compartments.begin(), rule.compartments.end(),
                                   *compartment) != rule.compartments.end();
    if (!allowed) return not_granted("part_beyond_basis");
    out.push_back(*compartment);
  }
  if (out.empty()) return not_granted("no_parts");
  return out;
}

}  // namespace

const std::vector<BasisRule>& basis_rules() {
  using enum Compartment;
  static const std::vector<BasisRule> rules = {
      {Basis::consent,
       "consent",
       730,
       {control, ops, identity, location, legal, medical, psychosocial, testimony, wishes, counsel},
       {"shelter", "health", "legal_counsel", "child_advocate", "psychosocial", "education",
        "family_tracing", "protection_authority", "consulate", "asylum_authority", "court",
        "human_rights_body", "researcher", kEnforcement},
       false,
       false},
      {Basis::vital_interest,
       "vital_interest",
       3,
       {ops, identity, location, medical},
       {"health", "shelter", "protection_authority", "emergency"},
       true,
       false},
      {Basis::legal_duty,
       "legal_duty",
       30,
       {ops, identity, legal},
       {"protection_authority", "court", "asylum_authority", "human_rights_body", kEnforcement},
       true,
       true},
      {Basis::guardian,
       "guardian",
       365,
       {ops, identity, location, legal, medical, psychosocial},
       {"shelter", "health", "legal_counsel", "psychosocial", "education", "family_tracing",
        "protection_authority", "consulate", "court"},
       true,
       false},
      {Basis::protection_authority,
       "protection_authority",
       180,
       {ops, identity, location, legal, medical},
       {"protection_authority", "shelter", "health", "court"},
       true,
       true},
  };
  return rules;
}

base::Result<base::LiveGrant> GrantKeeper::judge(const base::GrantId& id,
                                                 base::UtcMs now_ms) const {
  const FoldedRecord* grant = find_grant(control_, id);
  if (!is_usable(grant)) return not_granted("no_grant");
  if (grant->text(known::grant::kState) != "granted") return not_granted("withdrawn");
  if (is_disputed(*grant)) return not_granted("disputed");
  const BasisRule* rule = rule_of(grant->text(known::grant::kBasis));
  if (rule == nullptr) return not_granted("no_basis");
  if (rule->needs_reason && grant->text(known::grant::kReason).empty()) {
    return not_granted("no_reason");
  }
  if (rule->needs_norm && grant->text(known::grant::kNorm).empty()) return not_granted("no_norm");
  const std::string_view recipient_class = grant->text(known::grant::kRecipientClass);
  if (std::find(rule->recipient_classes.begin(), rule->recipient_classes.end(), recipient_class) ==
      rule->recipient_classes.end()) {
    return not_granted("recipient_beyond_basis");
  }
  const std::vector<std::string> parts = codes_of(grant->value(known::grant::kCompartments));
  base::Result<std::vector<Compartment>> compartments = compartments_of(*rule, parts);
  if (!compartments) return base::pass(compartments);
  // Counsel's file goes to counsel alone, whatever was ticked.
  if (contains(parts, "counsel") && recipient_class != "legal_counsel") {
    return not_granted("counsel_is_privileged");
  }
  base::Result<base::UtcMs> expires = judge_times(*grant, *rule, now_ms);
  if (!expires) return base::pass(expires);
  if (rule->basis == Basis::consent) {
    base::Result<base::UtcMs> until = consent_covers(control_, *grant, parts, now_ms);
    if (!until) return base::pass(until);
    *expires = std::min(*expires, *until);
  }
  base::Result<base::Fingerprint> recipient = recipient_of(*grant);
  if (!recipient) return base::pass(recipient);
  const SignatureVerdict verdict =
      judge_signatures(signatures_, SignedKind::grant, case_id_, *grant);
  if (verdict != SignatureVerdict::good) return not_granted(std::string(reason_of(verdict)));
  return base::LiveGrant(id, case_id_, *std::move(compartments), *recipient, *expires);
}

std::optional<base::LiveGrant> GrantKeeper::live(const base::GrantId& grant,
                                                 base::UtcMs now_ms) const {
  base::Result<base::LiveGrant> judged = judge(grant, now_ms);
  if (!judged) return std::nullopt;
  return *std::move(judged);
}

std::vector<base::LiveGrant> GrantKeeper::all_live(base::UtcMs now_ms) const {
  std::vector<base::LiveGrant> out;
  for (const FoldedRecord* record : control_.of_type(known::grant::kType)) {
    const base::GrantId id = base::GrantId::from_bytes(record->id.bytes()).value();
    if (std::optional<base::LiveGrant> grant = live(id, now_ms)) out.push_back(*std::move(grant));
  }
  return out;
}

bool GrantKeeper::may_write(const base::GrantId& id, const base::NodeId& node) const {
  const FoldedRecord* grant = find_grant(control_, id);
  if (!is_usable(grant)) return false;
  const Value* may = grant->value(known::grant::kMayWrite);
  const bool* flag = may == nullptr ? nullptr : may->as_bool();
  const FoldedField* nodes = grant->field(known::grant::kNodes);
  if (flag == nullptr || !*flag || nodes == nullptr) return false;
  const Value wanted = Value::bytes(node.bytes());
  return std::any_of(nodes->shown.begin(), nodes->shown.end(),
                     [&](const Shown& shown) { return shown.value == wanted; });
}

std::optional<base::CareMandate> GrantKeeper::mandate(base::UtcMs now_ms) const {
  std::optional<base::UtcMs> since;
  for (const FoldedRecord* record : control_.of_type(known::care_mandate::kType)) {
    if (!is_usable(record) || record->text(known::care_mandate::kState) != "active") continue;
    const auto began = time_of(*record, known::care_mandate::kSince);
    if (began && *began <= now_ms && (!since || *began < *since)) since = began;
  }
  if (!since) return std::nullopt;
  return base::CareMandate(case_id_, *since);
}

}  // namespace casefile
