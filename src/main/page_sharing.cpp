#include "main/page_sharing.h"

#include <algorithm>
#include <set>

#include "casefile/grant_keeper.h"
#include "main/field_json.h"
#include "main/page_catalogue.h"

namespace cli {

namespace {

using base::Code;
using base::Compartment;
using desk::CaseView;
using desk::Session;

base::Result<base::CaseId> case_of(const std::string& text) {
  const base::Result<base::CaseId> id = base::CaseId::from_text(text);
  if (!id) return base::refuse(Code::not_found, {{"what", "case"}});
  return *id;
}

std::vector<std::string> names_of(const std::vector<Compartment>& parts) {
  std::vector<std::string> names;
  for (const Compartment part : parts) names.emplace_back(base::compartment_name(part));
  return names;
}

web::Text roles_text(const desk::House& house, const desk::UserRow& user) {
  web::Text text;
  for (const std::string& id : user.roles) {
    const desk::Role* role = house.policy().role(id);
    if (role == nullptr) continue;
    text.es += (text.es.empty() ? "" : ", ") + role->label.es;
    text.en += (text.en.empty() ? "" : ", ") + role->label.en;
  }
  return text;
}

bool reads_cases(const desk::House& house, const desk::UserRow& user) {
  return !user.disabled && std::ranges::any_of(user.roles, [&](const std::string& id) {
    const desk::Role* role = house.policy().role(id);
    return role != nullptr && role->may("case_read");
  });
}

web::SharingPart part_of(const desk::House& house, const Session& session, const CaseView& view,
                         Compartment compartment) {
  web::SharingPart part{
      std::string(base::compartment_name(compartment)), session.holds(compartment), {}};
  const casefile::Folded* folded = view.folded(compartment);
  if (folded == nullptr) return part;
  for (const casefile::RecordType& type : house.catalogue().types()) {
    if (!on_page(type)) continue;
    for (const casefile::FoldedRecord* record : folded->of_type(type.number)) {
      web::SharingPart::Seen seen{record->id.text(), type.id, {}};
      for (const casefile::FoldedField& one : record->fields) {
        const casefile::Field* field = type.field(one.number);
        const bool here = field != nullptr && field->fold.compartment == compartment;
        if (here && !one.shown.empty() && shows(view, *field)) seen.fields.push_back(field->id);
      }
      if (!record->shredded && !seen.fields.empty()) part.records.push_back(std::move(seen));
    }
  }
  return part;
}

std::vector<web::SharingRecipient> recipients_of(desk::House& house, const Session& session) {
  std::vector<web::SharingRecipient> all;
  for (const desk::Recipient& one : desk::all_recipients(house)) {
    if (one.is_partner) {
      all.push_back({one.name, {}, one.recipient_class});
      continue;
    }
    const auto user = desk::find_user(house, one.name);
    if (!user || user->id == session.person().id || !reads_cases(house, *user)) continue;
    all.push_back({one.name, roles_text(house, *user), ""});
  }
  std::ranges::sort(all, {}, &web::SharingRecipient::name);
  return all;
}

std::vector<web::SharingBasis> bases() {
  std::vector<web::SharingBasis> all;
  for (const casefile::BasisRule& rule : casefile::basis_rules()) {
    all.push_back({std::string(rule.code),
                   rule.longest_days,
                   names_of(rule.compartments),
                   {rule.recipient_classes.begin(), rule.recipient_classes.end()},
                   rule.needs_reason,
                   rule.needs_norm});
  }
  return all;
}

web::Grant shown(desk::GrantInfo info) {
  web::Grant grant;
  grant.id = info.id.text();
  grant.why = std::move(info.why);
  grant.basis = std::move(info.basis);
  grant.purpose = std::move(info.purpose);
  grant.parts = std::move(info.parts);
  grant.recipient_class = std::move(info.recipient_class);
  grant.recipient = std::move(info.recipient);
  grant.until_ms = info.expires_ms.value_or(0);
  grant.review_ms = info.review_ms.value_or(0);
  grant.given_ms = info.given_ms;
  grant.given_by = std::move(info.given_by);
  grant.reason = std::move(info.reason);
  if (info.consent) grant.consent = info.consent->text();
  grant.pending = std::move(info.pending);
  return grant;
}

web::Emergency shown(desk::House& house, const Session& session, const desk::EmergencyAccess& one) {
  const auto who = desk::read_user(house, one.who);
  return {one.record.text(), who ? who->name : "",
          one.reason,        one.parts,
          one.given_ms,      one.expires_ms,
          one.reviewed,      one.justified,
          one.review,        one.who == session.person().id};
}

base::Result<std::vector<Compartment>> parts_from(const std::vector<std::string>& names) {
  std::vector<Compartment> parts;
  for (const std::string& name : names) {
    const auto part = base::compartment_from_name(name);
    if (!part) return base::refuse(Code::bad_value, {{"field", "parts"}});
    parts.push_back(*part);
  }
  return parts;
}

base::Result<desk::NewGrant> grant_from(const web::NewGrant& asked) {
  desk::NewGrant what;
  what.basis = asked.basis;
  what.purpose = asked.purpose;
  auto parts = parts_from(asked.parts);
  if (!parts) return base::pass(parts);
  what.parts = std::move(*parts);
  what.recipient_class = asked.recipient_class;
  what.recipient = asked.recipient;
  what.expires_ms = asked.until_ms;
  if (asked.review_ms != 0) what.review_ms = asked.review_ms;
  what.reason = asked.reason;
  what.norm = asked.norm;
  if (!asked.consent.empty()) {
    const auto consent = base::RecordId::from_text(asked.consent);
    if (!consent) return base::refuse(Code::bad_value, {{"field", "consent"}});
    what.consent = *consent;
  }
  if (!asked.capacity.empty()) what.capacity = asked.capacity;
  what.words = asked.words;
  what.language = asked.language;
  what.method = asked.method;
  return what;
}

}  // namespace

std::vector<web::Reader> readers_of(desk::House& house) {
  std::map<base::UserId, std::set<Compartment>> held;
  for (const Compartment part : base::kCompartments) {
    const base::TeamId team = house.team(house.policy().team_of(part).id);
    for (const ledger::KeyRow& row :
         house.keys().under(ledger::KeyTable::team_wrap, desk::team_wrap_prefix(team, part))) {
      const auto key = desk::parse_team_wrap_key(row.key);
      if (key) held[key->user].insert(part);
    }
  }
  std::vector<web::Reader> readers;
  for (const desk::UserRow& user : desk::all_users(house)) {
    const auto parts = held.find(user.id);
    if (parts == held.end() || !reads_cases(house, user)) continue;
    readers.push_back({user.name, roles_text(house, user),
                       names_of({parts->second.begin(), parts->second.end()})});
  }
  std::ranges::sort(readers, {}, &web::Reader::who);
  return readers;
}

base::Result<web::Sharing> PageSharing::look(const Session& session, const base::CaseId& id) {
  desk::Desk& desk = tickets_.desk();
  desk::House& house = desk.house();
  base::Result<std::vector<desk::GrantInfo>> grants = desk.grants().list(session, id);
  if (!grants) return base::pass(grants);
  auto view = CaseView::open(house, session, id, session.compartments(id));
  if (!view) return base::pass(view);
  web::Sharing out;
  const bool writes = session.may("case_write") && session.holds(Compartment::control);
  out.may_give = writes && session.may("grant");
  out.may_withdraw = writes;
  out.readers = readers_of(house);
  for (const Compartment part : base::kCompartments) {
    if (part == Compartment::audit || part == Compartment::public_) continue;
    out.parts.push_back(part_of(house, session, *view, part));
  }
  if (out.may_give) {
    out.recipients = recipients_of(house, session);
    out.bases = bases();
  }
  for (desk::GrantInfo& one : *grants) out.grants.push_back(shown(std::move(one)));
  if (writes) out.emergency_parts = names_of(desk.emergency().openable(session));
  for (const desk::EmergencyAccess& one : desk.emergency().list(*view)) {
    out.emergencies.push_back(shown(house, session, one));
  }
  return out;
}

base::Result<web::Sharing> PageSharing::sharing(const web::Caller& caller,
                                                const std::string& case_id) {
  return tickets_.with<web::Sharing>(caller,
                                     [&](const Session& session) -> base::Result<web::Sharing> {
                                       auto id = case_of(case_id);
                                       if (!id) return base::pass(id);
                                       return look(session, *id);
                                     });
}

base::Result<web::Sharing> PageSharing::give(const web::Caller& caller, const std::string& case_id,
                                             const web::NewGrant& asked, base::SaveId save) {
  return tickets_.with<web::Sharing>(
      caller, [&](const Session& session) -> base::Result<web::Sharing> {
        auto id = case_of(case_id);
        if (!id) return base::pass(id);
        auto what = grant_from(asked);
        if (!what) return base::pass(what);
        auto given = tickets_.desk().grants().give(session, *id, *what, save);
        if (!given) return base::pass(given);
        return look(session, *id);
      });
}

base::Result<web::Sharing> PageSharing::withdraw(const web::Caller& caller,
                                                 const std::string& case_id,
                                                 const std::string& grant,
                                                 const web::Withdrawal& what, base::SaveId save) {
  return tickets_.with<web::Sharing>(
      caller, [&](const Session& session) -> base::Result<web::Sharing> {
        auto id = case_of(case_id);
        if (!id) return base::pass(id);
        const auto known = base::GrantId::from_text(grant);
        if (!known) return base::refuse(Code::not_found, {{"what", "grant"}});
        auto saved = tickets_.desk().grants().withdraw(
            session, *id, {*known, what.whole_consent, what.words}, save);
        if (!saved) return base::pass(saved);
        return look(session, *id);
      });
}

base::Result<web::Sharing> PageSharing::break_glass(const web::Caller& caller,
                                                    const std::string& case_id,
                                                    const web::NewEmergency& what,
                                                    base::SaveId save) {
  return tickets_.with<web::Sharing>(
      caller, [&](const Session& session) -> base::Result<web::Sharing> {
        auto id = case_of(case_id);
        if (!id) return base::pass(id);
        auto parts = parts_from(what.parts);
        if (!parts) return base::pass(parts);
        auto opened = tickets_.desk().emergency().open(session, *id, *parts, what.reason, save);
        if (!opened) return base::pass(opened);
        return look(session, *id);
      });
}

base::Result<web::Sharing> PageSharing::review(const web::Caller& caller,
                                               const std::string& case_id,
                                               const std::string& emergency,
                                               const web::EmergencyReview& what,
                                               base::SaveId save) {
  return tickets_.with<web::Sharing>(
      caller, [&](const Session& session) -> base::Result<web::Sharing> {
        auto id = case_of(case_id);
        if (!id) return base::pass(id);
        const auto record = base::RecordId::from_text(emergency);
        if (!record) return base::refuse(Code::not_found, {{"what", "emergency"}});
        auto saved = tickets_.desk().emergency().review(session, *id, *record, what.justified,
                                                        what.words, save);
        if (!saved) return base::pass(saved);
        return look(session, *id);
      });
}

}  // namespace cli
