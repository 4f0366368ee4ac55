#include "desk/grants.h"

#include <algorithm>

#include "casefile/grant_keeper.h"
#include "casefile/instant.h"
#include "casefile/known.h"
#include "desk/signing.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;
using casefile::FoldedRecord;
using codec::Value;
namespace known = casefile::known;

Value codes_value(const std::vector<std::string>& codes) {
  Value::Array items(codes.begin(), codes.end());
  std::sort(items.begin(), items.end());
  return Value::array(std::move(items));
}

std::vector<std::string> names_of(const std::vector<Compartment>& parts) {
  std::vector<std::string> names;
  for (const Compartment part : parts) names.emplace_back(base::compartment_name(part));
  return names;
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

std::optional<base::UtcMs> time_of(const FoldedRecord& record, std::uint32_t field) {
  const Value* value = record.value(field);
  return value != nullptr ? casefile::instant_ms(*value) : std::nullopt;
}

std::optional<base::RecordId> record_in(const FoldedRecord& record, std::uint32_t field) {
  const Value* value = record.value(field);
  if (value == nullptr || value->as_bytes() == nullptr) return std::nullopt;
  const auto id = base::RecordId::from_bytes(*value->as_bytes());
  return id ? std::optional(*id) : std::nullopt;
}

const FoldedRecord* find_grant(const CaseView& view, const base::GrantId& id) {
  const auto record = base::RecordId::from_bytes(id.bytes());
  return view.find(*record, known::grant::kType, Compartment::control);
}

base::Result<Recipient> find_recipient(House& house, const std::string& name) {
  for (Recipient& one : all_recipients(house)) {
    if (one.name == name) return std::move(one);
  }
  return base::refuse(Code::not_found, {{"what", "recipient"}});
}

// What she said, as wide as the grant that it is asked for.
RecordEdit consent_edit(const NewGrant& what, const base::RecordId& id, base::UtcMs now_ms) {
  RecordEdit edit{"consent",
                  std::nullopt,
                  {{"state", "given"},
                   {"purposes", codes_value({what.purpose})},
                   {"parts", codes_value(names_of(what.parts))},
                   {"recipient_classes", codes_value({what.recipient_class})},
                   {"valid_until", casefile::make_instant(what.expires_ms)},
                   {"capacity", what.capacity},
                   {"given_on", casefile::make_instant(now_ms)},
                   {"recipients_named", what.recipient}},
                  id};
  if (!what.language.empty()) {
    edit.fields.push_back({"language", Value::map({{1, what.language}})});
  }
  if (!what.method.empty()) edit.fields.push_back({"method", what.method});
  if (!what.words.empty()) edit.fields.push_back({"words", what.words});
  return edit;
}

RecordEdit grant_edit(const NewGrant& what, const Recipient& recipient, const base::RecordId& id,
                      const std::optional<base::RecordId>& consent) {
  RecordEdit edit{"grant",
                  std::nullopt,
                  {{"state", "granted"},
                   {"basis", what.basis},
                   {"purpose", what.purpose},
                   {"compartments", codes_value(names_of(what.parts))},
                   {"recipient_class", what.recipient_class},
                   {"recipient", Value::bytes(recipient.fingerprint())},
                   {"expires", casefile::make_instant(what.expires_ms)},
                   {"contact", recipient.name}},
                  id};
  if (consent) edit.fields.push_back({"consent", Value::bytes(consent->bytes())});
  if (what.review_ms) {
    edit.fields.push_back({"review_on", casefile::make_instant(*what.review_ms)});
  }
  if (!what.reason.empty()) edit.fields.push_back({"reason", what.reason});
  if (!what.norm.empty()) edit.fields.push_back({"norm", what.norm});
  return edit;
}

// Parts of a grant without a wrap of every epoch of their key.
std::vector<std::string> pending_parts(House& house, const std::vector<GrantWrap>& wraps,
                                       const base::LiveGrant& grant, base::UtcMs now_ms) {
  std::vector<std::string> pending;
  for (const Compartment part : base::kCompartments) {
    if (!grant.allows(part, now_ms)) continue;
    std::size_t epochs = 0;
    std::uint32_t last = 0;
    for (const ledger::KeyRow& row :
         house.keys().under(ledger::KeyTable::case_wrap, case_wrap_prefix(grant.case_id(), part))) {
      const base::Result<CaseWrapKey> key = parse_case_wrap_key(row.key);
      if (!key || key->what.epoch == last) continue;
      last = key->what.epoch;
      ++epochs;
    }
    const auto done = std::count_if(wraps.begin(), wraps.end(), [&](const GrantWrap& one) {
      return one.grant == grant.id() && one.what.compartment == part;
    });
    if (static_cast<std::size_t>(done) < epochs) {
      pending.emplace_back(base::compartment_name(part));
    }
  }
  return pending;
}

}  // namespace

base::Result<Grants::Given> Grants::give(const Session& session, const base::CaseId& id,
                                         const NewGrant& what, const base::SaveId& save) {
  base::Done allowed = session.require(kGrantAction);
  base::Done noted = audit_.note({session.person().id, allowed ? "share" : "refused", id});
  if (!noted) return base::pass(noted);
  if (!allowed) return base::pass(allowed);
  base::Result<Recipient> recipient = find_recipient(house_, what.recipient);
  if (!recipient) return base::pass(recipient);
  if (recipient->is_partner && recipient->recipient_class != what.recipient_class) {
    return base::refuse(Code::not_granted, {{"why", "recipient_beyond_basis"}});
  }
  const base::RecordId grant = base::RecordId::random(house_.random());
  const bool new_consent = what.basis == "consent" && !what.consent;
  const std::optional<base::RecordId> consent =
      new_consent ? std::optional(base::RecordId::random(house_.random())) : what.consent;
  std::vector<RecordEdit> edits;
  const base::UtcMs now_ms = house_.clock().now_ms();
  if (new_consent) edits.push_back(consent_edit(what, *consent, now_ms));
  edits.push_back(grant_edit(what, *recipient, grant, consent));

  const base::GrantId grant_id = *base::GrantId::from_bytes(grant.bytes());
  base::Result<Saved> saved = cases_.change(
      session, id, [&](const CaseView&) -> base::Result<std::vector<RecordEdit>> { return edits; },
      save,
      [&](const CaseView& after, const std::vector<base::RecordId>&) -> base::Done {
        const auto live = casefile::GrantKeeper(after.control()).judge(grant_id, now_ms);
        if (!live) return std::unexpected(live.error());
        return {};
      });
  if (!saved) return base::pass(saved);
  return Given{saved->records.empty() ? base::GrantId::none() : grant_id, std::move(*saved)};
}

base::Result<Saved> Grants::withdraw(const Session& session, const base::CaseId& id,
                                     const Withdrawal& what, const base::SaveId& save) {
  base::Done noted = audit_.note({session.person().id, "withdraw", id});
  if (!noted) return base::pass(noted);
  const base::UtcMs now_ms = house_.clock().now_ms();
  return cases_.change(
      session, id,
      [&](const CaseView& view) -> base::Result<std::vector<RecordEdit>> {
        const FoldedRecord* grant = find_grant(view, what.grant);
        if (grant == nullptr) return base::refuse(Code::not_found, {{"what", "grant"}});
        std::vector<RecordEdit> edits{{"grant", grant->id, {{"state", "withdrawn"}}}};
        const std::optional<base::RecordId> consent = record_in(*grant, known::grant::kConsent);
        if (consent && (what.whole_consent || !what.words.empty())) {
          RecordEdit said{"consent", consent, {}};
          if (what.whole_consent) {
            said.fields.push_back({"state", "withdrawn"});
            said.fields.push_back({"withdrawn_on", casefile::make_instant(now_ms)});
          }
          if (!what.words.empty()) said.fields.push_back({"withdrawal_words", what.words});
          edits.push_back(std::move(said));
        }
        return edits;
      },
      save);
}

base::Result<std::vector<GrantInfo>> Grants::list(const Session& session, const base::CaseId& id) {
  base::Result<CaseView> view = cases_.read(session, id);
  if (!view) return base::pass(view);
  const casefile::Folded* control = view->folded(Compartment::control);
  std::vector<GrantInfo> out;
  if (control == nullptr) return out;
  const base::UtcMs now_ms = house_.clock().now_ms();
  const casefile::GrantKeeper keeper(view->control());
  const std::vector<GrantWrap> wraps = grant_wraps(house_, id);
  const std::vector<Recipient> recipients = all_recipients(house_);
  std::vector<const FoldedRecord*> records = control->of_type(known::grant::kType);
  std::sort(records.begin(), records.end(),
            [](const FoldedRecord* a, const FoldedRecord* b) { return b->first < a->first; });
  for (const FoldedRecord* record : records) {
    GrantInfo info;
    info.id = *base::GrantId::from_bytes(record->id.bytes());
    info.state = record->text(known::grant::kState);
    info.basis = record->text(known::grant::kBasis);
    info.purpose = record->text(known::grant::kPurpose);
    info.parts = texts_of(record->value(known::grant::kCompartments));
    info.recipient_class = record->text(known::grant::kRecipientClass);
    info.expires_ms = time_of(*record, known::grant::kExpires);
    info.review_ms = time_of(*record, known::grant::kReviewOn);
    info.reason = record->text(known::grant::kReason);
    info.consent = record_in(*record, known::grant::kConsent);
    info.given_ms = static_cast<base::UtcMs>(record->first.hlc.ms);
    const casefile::FoldedField* signatures = record->field(known::grant::kSignature);
    if (signatures != nullptr && !signatures->shown.empty()) {
      const auto made = casefile::signed_from_value(signatures->shown.front().value);
      const auto by = made ? read_user(house_, made->user)
                           : base::Result<UserRow>(base::refuse(Code::not_found));
      if (by) info.given_by = by->name;
    }
    const Value* fingerprint = record->value(known::grant::kRecipient);
    for (const Recipient& one : recipients) {
      if (fingerprint != nullptr && *fingerprint == Value::bytes(one.fingerprint())) {
        info.recipient = one.name;
      }
    }
    const base::Result<base::LiveGrant> live = keeper.judge(info.id, now_ms);
    if (live) {
      info.pending = pending_parts(house_, wraps, *live, now_ms);
    } else if (!live.error().details.empty()) {
      info.why = live.error().details.front().second;
    }
    out.push_back(std::move(info));
  }
  return out;
}

}  // namespace desk
