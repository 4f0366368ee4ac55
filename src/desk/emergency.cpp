#include "desk/emergency.h"

#include <algorithm>

#include "casefile/grant_keeper.h"
#include "casefile/instant.h"
#include "casefile/known.h"
#include "desk/grant_wraps.h"
#include "desk/signing.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;
using casefile::FoldedRecord;
using codec::Value;
using ledger::KeyTable;
namespace known = casefile::known;

// Rows of KeyTable::pairing: 'R' ‖ team 16 ‖ compartment 1 ‖ epoch 4 ‖ user 16.
constexpr std::uint8_t kReserve = 'R';
constexpr std::string_view kReviewRule = "break_glass_review";

base::Bytes reserve_key(const crypto::TeamContext& context, const base::UserId& user) {
  base::Bytes key{kReserve};
  const base::Bytes rest = team_wrap_key(context, user);
  key.insert(key.end(), rest.begin(), rest.end());
  return key;
}

base::Bytes reserve_prefix(const base::TeamId& team, Compartment compartment) {
  base::Bytes key{kReserve};
  const base::Bytes rest = team_wrap_prefix(team, compartment);
  key.insert(key.end(), rest.begin(), rest.end());
  return key;
}

// Another context than that of a member's wrap: neither opens as the other.
base::Bytes reserve_context(const crypto::TeamContext& context, const base::UserId& user) {
  base::Bytes bytes = team_wrap_context(context, user);
  const base::ByteView label = base::as_bytes("reserve");
  bytes.insert(bytes.end(), label.begin(), label.end());
  return bytes;
}

base::Result<TeamWrapKey> parse_reserve(const ledger::KeyRow& row) {
  return parse_team_wrap_key(base::ByteView(row.key).subspan(1));
}

bool may(const Policy& policy, const UserRow& user, std::string_view action) {
  return std::ranges::any_of(user.roles, [&](const std::string& id) {
    const Role* role = policy.role(id);
    return role != nullptr && role->may(action);
  });
}

bool is_member(House& house, const crypto::TeamContext& context, const base::UserId& user) {
  return house.keys().get(KeyTable::team_wrap, team_wrap_key(context, user)).has_value();
}

void keep_reserve(House& house, const crypto::TeamContext& context, const crypto::TeamKey& key,
                  const UserRow& officer, ledger::KeyBatch& batch) {
  const base::Bytes row = reserve_key(context, officer.id);
  if (house.keys().get(KeyTable::pairing, row)) return;
  batch.puts.push_back({KeyTable::pairing, row,
                        crypto::wrap_to(officer.exchange, reserve_context(context, officer.id),
                                        key.secret(), house.random())});
  // What a renewed team left behind opens nothing any more.
  for (const ledger::KeyRow& there :
       house.keys().under(KeyTable::pairing, reserve_prefix(context.team, context.compartment))) {
    const auto old = parse_reserve(there);
    if (old && old->user == officer.id && old->context.epoch < context.epoch) {
      batch.erasures.emplace_back(KeyTable::pairing, there.key);
    }
  }
}

std::vector<TeamEpoch> reserves_of(House& house, const Person& person, Compartment compartment) {
  std::vector<TeamEpoch> keys;
  const base::TeamId team = house.team(house.policy().team_of(compartment).id);
  for (const ledger::KeyRow& row :
       house.keys().under(KeyTable::pairing, reserve_prefix(team, compartment))) {
    const auto key = parse_reserve(row);
    if (!key || key->user != person.id) continue;
    auto secret =
        crypto::unwrap(person.exchange, reserve_context(key->context, person.id), row.value);
    if (!secret) continue;
    keys.push_back({key->context.epoch, crypto::TeamKey::from_secret(std::move(*secret))});
  }
  return keys;
}

bool has_reserve(House& house, const Session& session, Compartment compartment) {
  return !reserves_of(house, session.person(), compartment).empty();
}

Value codes_of(const std::vector<Compartment>& parts) {
  Value::Array names;
  for (const Compartment part : parts) names.emplace_back(base::compartment_name(part));
  std::ranges::sort(names);
  return Value::array(std::move(names));
}

std::vector<RecordEdit> access_edits(House& house, const Session& session,
                                     const std::vector<Compartment>& parts,
                                     const std::string& reason) {
  const base::UtcMs now_ms = house.clock().now_ms();
  const Value expires = casefile::make_instant(now_ms + kEmergencyMs);
  const base::RecordId access = base::RecordId::random(house.random());
  const Value me = Value::bytes(session.person().id.bytes());
  return {{"break_glass",
           std::nullopt,
           {{"state", "open"},
            {"who", me},
            {"reason", reason},
            {"compartments", codes_of(parts)},
            {"expires", expires}},
           access},
          {"grant",
           std::nullopt,
           {{"state", "granted"},
            {"basis", "vital_interest"},
            {"purpose", "care"},
            {"compartments", codes_of(parts)},
            {"recipient_class", "emergency"},
            {"recipient", Value::bytes(session.fingerprint())},
            {"expires", expires},
            {"review_on", expires},
            {"contact", session.person().name},
            {"reason", reason}}},
          {"task",
           std::nullopt,
           {{"title", "Revisar el acceso de emergencia de " + session.person().name},
            {"due", casefile::make_instant(now_ms + kEmergencyReviewMs)},
            {"kind", "review"},
            {"about", Value::bytes(access.bytes())},
            {"rule", std::string(kReviewRule)},
            {"priority", "very_high"}}}};
}

std::vector<std::string> texts_of(const Value* value) {
  std::vector<std::string> out;
  const Value::Array* items = value != nullptr ? value->as_array() : nullptr;
  if (items == nullptr) return out;
  for (const Value& item : *items) {
    if (item.as_text() != nullptr) out.push_back(*item.as_text());
  }
  return out;
}

EmergencyAccess access_of(const FoldedRecord& record) {
  namespace glass = known::break_glass;
  EmergencyAccess out;
  out.record = record.id;
  const Value* who = record.value(glass::kWho);
  if (who != nullptr && who->as_bytes() != nullptr) {
    out.who = base::UserId::from_bytes(*who->as_bytes()).value_or(base::UserId::none());
  }
  out.reason = record.text(glass::kReason);
  out.parts = texts_of(record.value(glass::kCompartments));
  out.given_ms = static_cast<base::UtcMs>(record.first.hlc.ms);
  const Value* expires = record.value(glass::kExpires);
  if (expires != nullptr) out.expires_ms = casefile::instant_ms(*expires).value_or(0);
  out.reviewed = record.text(glass::kState) == "closed";
  out.review = record.text(glass::kReview);
  const Value* justified = record.value(glass::kJustified);
  out.justified = justified != nullptr && *justified == Value(true);
  return out;
}

}  // namespace

void keep_reserves(House& house, const Session& session) {
  ledger::KeyBatch batch;
  for (const Compartment compartment : kReserved) {
    const Team& team = house.policy().team_of(compartment);
    const std::vector<TeamEpoch>* held = session.team_keys(team.id, compartment);
    if (held == nullptr || held->empty()) continue;
    const crypto::TeamContext context{house.team(team.id), compartment, held->back().epoch};
    for (const UserRow& user : all_users(house)) {
      if (user.disabled || !may(house.policy(), user, kEmergencyAction)) continue;
      if (is_member(house, context, user.id)) continue;
      keep_reserve(house, context, held->back().key, user, batch);
    }
  }
  if (!batch.puts.empty()) house.commit_keys(batch);
}

std::vector<std::string> drop_reserves(House& house, const base::UserId& user,
                                       ledger::KeyBatch& batch) {
  std::vector<std::string> teams;
  for (const Compartment compartment : kReserved) {
    const Team& team = house.policy().team_of(compartment);
    for (const ledger::KeyRow& row :
         house.keys().under(KeyTable::pairing, reserve_prefix(house.team(team.id), compartment))) {
      const auto key = parse_reserve(row);
      if (!key || key->user != user) continue;
      batch.erasures.emplace_back(KeyTable::pairing, row.key);
      if (std::ranges::find(teams, team.id) == teams.end()) teams.push_back(team.id);
    }
  }
  return teams;
}

std::vector<Compartment> Emergency::openable(const Session& session) const {
  std::vector<Compartment> parts;
  if (!session.may(kEmergencyAction)) return parts;
  for (const Compartment part : kReserved) {
    if (!session.holds(part) && has_reserve(house_, session, part)) parts.push_back(part);
  }
  return parts;
}

base::Result<Saved> Emergency::open(const Session& session, const base::CaseId& id,
                                    const std::vector<Compartment>& parts,
                                    const std::string& reason, const base::SaveId& save) {
  base::Done allowed = session.require(kEmergencyAction);
  base::Done noted = audit_.note({session.person().id, allowed ? "break_glass" : "refused", id});
  if (!noted) return base::pass(noted);
  if (!allowed) return base::pass(allowed);
  if (reason.empty()) return base::refuse(Code::no_reason);
  if (parts.empty()) return base::refuse(Code::bad_value, {{"field", "parts"}});
  for (const Compartment part : parts) {
    if (std::ranges::find(kReserved, part) == std::end(kReserved)) {
      return base::refuse(Code::bad_value, {{"field", "parts"}});
    }
    if (!session.holds(part) && !has_reserve(house_, session, part)) {
      return base::refuse(Code::not_granted, {{"why", "no_reserve"}});
    }
  }
  const base::UtcMs now_ms = house_.clock().now_ms();
  base::Result<Saved> saved = cases_.change(
      session, id,
      [&](const CaseView&) -> base::Result<std::vector<RecordEdit>> {
        return access_edits(house_, session, parts, reason);
      },
      save,
      [&](const CaseView& after, const std::vector<base::RecordId>& records) -> base::Done {
        const auto grant = base::GrantId::from_bytes(records[1].bytes());
        const auto live = casefile::GrantKeeper(after.control()).judge(*grant, now_ms);
        return live ? base::Done() : std::unexpected(live.error());
      });
  if (!saved) return saved;
  base::Done opened = hand_over(session, id);
  if (!opened) return base::pass(opened);
  return saved;
}

// From the reserve to the grants that name her; what a crash left undone is done by the same save.
base::Done Emergency::hand_over(const Session& session, const base::CaseId& id) {
  const base::Result<CaseView> view = CaseView::open(house_, session, id, {});
  if (!view) return std::unexpected(view.error());
  const base::UtcMs now_ms = house_.clock().now_ms();
  ledger::KeyBatch batch;
  for (const base::LiveGrant& grant : casefile::GrantKeeper(view->control()).all_live(now_ms)) {
    if (grant.recipient() != session.fingerprint()) continue;
    for (const Compartment part : kReserved) {
      if (!grant.allows(part, now_ms) || session.holds(part)) continue;
      const CaseKeys keys =
          case_keys_under(house_, reserves_of(house_, session.person(), part), id, part);
      base::Done done = hand_on(house_, grant, part, keys, batch);
      if (!done) return done;
    }
  }
  if (!batch.puts.empty()) house_.commit_keys(batch);
  return {};
}

base::Result<Saved> Emergency::review(const Session& session, const base::CaseId& id,
                                      const base::RecordId& access, bool justified,
                                      const std::string& words, const base::SaveId& save) {
  base::Done allowed = session.require(kGrantAction);
  if (!allowed) return base::pass(allowed);
  if (words.empty()) return base::refuse(Code::no_reason);
  return cases_.change(
      session, id,
      [&](const CaseView& view) -> base::Result<std::vector<RecordEdit>> {
        const FoldedRecord* record =
            view.find(access, known::break_glass::kType, Compartment::control);
        if (record == nullptr) return base::refuse(Code::not_found, {{"what", "break_glass"}});
        if (access_of(*record).who == session.person().id) {
          return base::refuse(Code::second_person_needed);
        }
        std::vector<RecordEdit> edits{
            {"break_glass",
             access,
             {{"state", "closed"}, {"review", words}, {"justified", Value(justified)}}}};
        const casefile::RecordType* task = house_.catalogue().type("task");
        const casefile::Folded* ops = view.folded(Compartment::ops);
        if (task == nullptr || ops == nullptr) return edits;
        for (const FoldedRecord* one : ops->of_type(task->number)) {
          const Value* about = one->value(task->field("about")->number);
          const bool open = one->text(task->field("state")->number) == "open" ||
                            one->text(task->field("state")->number).empty();
          if (about != nullptr && *about == Value::bytes(access.bytes()) && open) {
            edits.push_back({"task", one->id, {{"state", "done"}}});
          }
        }
        return edits;
      },
      save);
}

std::vector<EmergencyAccess> Emergency::list(const CaseView& view) const {
  std::vector<EmergencyAccess> out;
  const casefile::Folded* control = view.folded(Compartment::control);
  if (control == nullptr) return out;
  for (const FoldedRecord* record : control->of_type(known::break_glass::kType)) {
    if (record->created && !record->shredded) out.push_back(access_of(*record));
  }
  std::ranges::sort(out, std::greater<>(), &EmergencyAccess::given_ms);
  return out;
}

}  // namespace desk
