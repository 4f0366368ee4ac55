// From a service of the directory to a referral on a child's case file, and back: what came of it.
#include <algorithm>

#include "casefile/instant.h"
#include "crypto/hash.h"
#include "listing/child.h"
#include "main/organisation_json.h"
#include "main/page_case.h"
#include "main/page_catalogue.h"
#include "main/page_dates.h"
#include "main/page_directory.h"

namespace cli {

namespace {

using D = web::DirectoryService;
using base::Code;
using codec::Value;
using desk::FieldEdit;
using desk::RecordEdit;
namespace json = boost::json;

// A day that somebody types is due at its noon.
constexpr base::UtcMs kNoonMs = 12LL * 60 * 60 * 1000;

struct Fits {
  std::string_view service;
  std::string_view recipient;
};
// Whom a service makes a recipient, where the organisation does not say it.
constexpr Fits kRecipients[] = {{"medical", "health"},
                                {"dental", "health"},
                                {"medicine", "health"},
                                {"psychological", "psychosocial"},
                                {"psychosocial", "psychosocial"},
                                {"education", "education"},
                                {"training", "education"},
                                {"recreation", "education"},
                                {"legal_orientation", "legal_counsel"},
                                {"legal_assistance", "legal_counsel"},
                                {"legal_representation", "legal_counsel"},
                                {"asylum_advice", "legal_counsel"},
                                {"rights_advice", "legal_counsel"},
                                {"documents", "legal_counsel"},
                                {"family_tracing", "family_tracing"},
                                {"protection_measures", "protection_authority"}};

std::string recipient_of(const directory::Organisation& organisation, const std::string& service) {
  if (!organisation.recipient_class.empty()) return organisation.recipient_class;
  const auto* found = std::ranges::find(kRecipients, std::string_view(service), &Fits::service);
  return std::string(found != std::end(kRecipients) ? found->recipient : "shelter");
}

std::string text_in(const D::Body& body, std::string_view name) {
  const json::value* found = body.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

struct Placed {
  const directory::Organisation* organisation = nullptr;
  const directory::Service* service = nullptr;
};
Placed find_in(const directory::Index& index, const std::string& uid) {
  for (const directory::Organisation& one : index.organisations()) {
    const auto found = std::ranges::find(one.services, uid, &directory::Service::id);
    if (found != one.services.end()) return {&one, &*found};
  }
  return {};
}

base::Result<base::CaseId> case_of(const std::string& text) {
  base::Result<base::CaseId> id = base::CaseId::from_text(text);
  if (!id) return base::refuse(Code::not_found, {{"what", "case"}});
  return id;
}

// A referral of this case file, its fields as they stand.
class Referral {
 public:
  static base::Result<Referral> find(const desk::House& house, const desk::CaseView& view,
                                     const std::string& id) {
    const casefile::RecordType* known = house.catalogue().type("referral");
    if (known == nullptr) return base::refuse(Code::unknown_record_type, {{"type", "referral"}});
    const casefile::RecordType& type = *known;
    const base::Result<base::RecordId> record = base::RecordId::from_text(id);
    const casefile::FoldedRecord* found =
        record ? view.find(*record, type.number, type.compartment) : nullptr;
    if (found == nullptr || found->shredded) {
      return base::refuse(Code::not_found, {{"what", "referral"}});
    }
    return Referral(type, *found);
  }
  Referral(const casefile::RecordType& type, const casefile::FoldedRecord& record)
      : type_(&type), record_(&record) {}

  const Value* value(const char* field) const {
    return record_->value(type_->field(std::string_view(field))->number);
  }
  std::string text(const char* field) const {
    const Value* found = value(field);
    return found != nullptr && found->as_text() != nullptr ? *found->as_text() : std::string();
  }
  base::UtcMs moment(const char* field) const {
    const Value* found = value(field);
    return found != nullptr ? casefile::instant_ms(*found).value_or(0) : 0;
  }
  base::RecordId id() const { return record_->id; }

 private:
  const casefile::RecordType* type_;
  const casefile::FoldedRecord* record_;
};

json::object made_json(const Referral& referral) {
  return {{"record_id", referral.id().text()},
          {"organisation", referral.text("to")},
          {"state", referral.text("state")}};
}

// The save that follows from another, for what must be written after it.
base::SaveId after(const base::SaveId& save, std::string_view what) {
  const crypto::Hash hash = crypto::blake2b("amparo/after", {save.bytes(), base::as_bytes(what)});
  return *base::SaveId::from_bytes(base::ByteView(hash).first(base::SaveId::kSize));
}

}  // namespace

D::Shown PageDirectory::refer(const web::Caller& caller, const std::string& case_id,
                              const Body& body, base::SaveId save) {
  return tickets_.with<json::object>(caller, [&](const desk::Session& session) -> Shown {
    const base::Result<base::CaseId> id = case_of(case_id);
    if (!id) return std::unexpected(id.error());
    const auto book = book_.open(session);
    if (!book) return std::unexpected(book.error());
    const Placed placed = find_in((*book)->index, text_in(body, "service"));
    if (placed.service == nullptr) return base::refuse(Code::not_found, {{"what", "service"}});
    RecordEdit edit{"referral",
                    std::nullopt,
                    {{"to", placed.organisation->name},
                     {"recipient_class", recipient_of(*placed.organisation, placed.service->code)},
                     {"service", placed.service->code},
                     {"listed", placed.service->id},
                     {"state", "sent"},
                     {"channel", "paper"},
                     {"sent_on", casefile::make_instant(house_.clock().now_ms())}}};
    if (const std::string reason = text_in(body, "reason"); !reason.empty()) {
      edit.fields.push_back({"reason", reason});
    }
    if (const std::string urgency = text_in(body, "urgency"); !urgency.empty()) {
      edit.fields.push_back({"urgency", urgency});
    }
    if (const std::string by = text_in(body, "answer_by"); !by.empty()) {
      const base::Result<base::Day> day = base::day_from_text(by);
      if (!day) return base::refuse(day.error().code, {{"field", "answer_by"}});
      const base::UtcMs ms =
          std::chrono::duration_cast<std::chrono::milliseconds>(day->time_since_epoch()).count();
      edit.fields.push_back({"answer_due", casefile::make_instant(
                                               ms + kNoonMs, "", casefile::InstantPrecision::day)});
    }
    const auto saved = tickets_.desk().cases().change(session, *id, {edit}, save);
    if (!saved) return std::unexpected(saved.error());
    const auto view = desk::CaseView::open(house_, session, *id, {base::Compartment::ops});
    if (!view) return std::unexpected(view.error());
    UserNames names(house_);
    const auto wrote = PageCase(house_, session, *view, names).record_of(save);
    if (!wrote) return base::refuse(Code::not_found, {{"what", "referral"}});
    const auto made = Referral::find(house_, *view, wrote->text());
    if (!made) return std::unexpected(made.error());
    return made_json(*made);
  });
}

D::Shown PageDirectory::packet(const web::Caller& caller, const std::string& case_id,
                               const std::string& referral) {
  return tickets_.with<json::object>(caller, [&](const desk::Session& session) -> Shown {
    const base::Result<base::CaseId> id = case_of(case_id);
    if (!id) return std::unexpected(id.error());
    const auto view = tickets_.desk().cases().read(session, *id);
    if (!view) return std::unexpected(view.error());
    const auto of = Referral::find(house_, *view, referral);
    if (!of) return std::unexpected(of.error());
    const auto book = book_.open(session);
    if (!book) return std::unexpected(book.error());
    const Placed placed = find_in((*book)->index, of->text("listed"));
    const directory::Service none;
    const directory::Service service =
        directory::visible(placed.service != nullptr ? *placed.service : none);
    // What leaves the house on paper leaves a trace.
    base::Done noted = tickets_.desk().audit().note({session.person().id, "print", *id});
    if (!noted) return std::unexpected(noted.error());
    std::vector<const casefile::Folded*> compartments;
    for (const base::Compartment one : base::kCompartments) {
      if (const casefile::Folded* folded = view->folded(one)) compartments.push_back(folded);
    }
    const listing::ChildFacts facts = listing::child_of(house_.catalogue(), compartments, today());
    UserNames names(house_);
    const web::CaseRow row = PageCase(house_, session, *view, names).row();
    json::array languages;
    if (!facts.language.empty()) {
      const web::Text said = code_text(house_.catalogue(), "languages", facts.language);
      languages.push_back({{"es", said.es}, {"en", said.en}});
    }
    const web::Text what = code_text(house_.catalogue(), "services", of->text("service"));
    return json::object{
        {"to", of->text("to")},
        {"service", {{"es", what.es}, {"en", what.en}}},
        {"place", place_text(seed_.places, service.state, service.municipality)},
        {"phone", service.phone},
        {"from", house_.identity().organisation},
        {"by", session.person().name},
        // Neither her name nor where she is: the number says who it is to those who may know.
        {"number", row.number},
        {"age", facts.child.age ? std::to_string(*facts.child.age) : ""},
        {"languages", std::move(languages)},
        {"needs_interpreter", facts.needs_interpreter},
        {"reason", of->text("reason")},
        {"urgency", of->text("urgency")},
        {"on_ms", of->moment("sent_on")},
        {"answer_by_ms", of->moment("answer_due")}};
  });
}

base::Done PageDirectory::feed_back(const desk::Session& session, const std::string& service,
                                    const Body& body, const base::SaveId& save) {
  const std::string right = text_in(body, "was_right");
  if (service.empty() || right == "unknown") return {};
  std::vector<std::string> fields;
  if (const json::value* wrong = body.if_contains("was_wrong");
      right == "no" && wrong != nullptr && wrong->is_array()) {
    for (const json::value& one : wrong->get_array()) {
      if (one.is_string()) fields.emplace_back(one.get_string());
    }
  }
  // She was taken in: that is how it is reached and whom it takes, nothing else.
  if (fields.empty()) fields = {"phone", "conditions"};
  UserNames names(house_);
  const DirectoryWrites writes(house_, session, names);
  const auto saved = book_.change(
      session,
      [&](const desk::CaseView&, const listing::Listing& now) -> DirectoryWrites::Edits {
        std::vector<RecordEdit> all;
        for (const std::string& field : fields) {
          auto edits = writes.check(now, service, field, "referral", right == "yes", "");
          // The service is not listed any more: there is nothing to be said of it.
          if (!edits && edits.error().code == Code::not_found) return std::vector<RecordEdit>();
          if (!edits) return edits;
          all.insert(all.end(), edits->begin(), edits->end());
        }
        return all;
      },
      after(save, "directory"));
  if (!saved) return std::unexpected(saved.error());
  return {};
}

D::Shown PageDirectory::close_referral(const web::Caller& caller, const std::string& case_id,
                                       const std::string& referral, const Body& body,
                                       base::SaveId save) {
  return tickets_.with<json::object>(caller, [&](const desk::Session& session) -> Shown {
    const base::Result<base::CaseId> id = case_of(case_id);
    if (!id) return std::unexpected(id.error());
    const std::string outcome = text_in(body, "outcome"), right = text_in(body, "was_right");
    if (right != "yes" && right != "no" && right != "unknown") {
      return base::refuse(Code::bad_value, {{"field", "was_right"}});
    }
    const bool taken = outcome == "service_given" || outcome == "service_partly" ||
                       outcome == "referred_on" || outcome == "child_declined";
    // A referral is answered before it is closed: two steps of its machine.
    const auto step = [&](const char* to, bool last, const base::SaveId& step_save) {
      return tickets_.desk().cases().change(
          session, *id,
          [&](const desk::CaseView& view) -> base::Result<std::vector<RecordEdit>> {
            const auto of = Referral::find(house_, view, referral);
            if (!of) return std::unexpected(of.error());
            const std::string now = of->text("state");
            const bool open =
                now == "sent" || now == "acknowledged" || now == "accepted" || now == "refused";
            if (!open)
              return base::refuse(Code::bad_value, {{"field", "state"}, {"why", "not open"}});
            RecordEdit edit{"referral", of->id(), {}};
            if (last || (now != "accepted" && now != "refused"))
              edit.fields.push_back({"state", to});
            if (!last) return std::vector<RecordEdit>{std::move(edit)};
            edit.fields.push_back({"outcome", outcome});
            edit.fields.push_back({"was_right", right});
            if (const std::string note = text_in(body, "note"); !note.empty()) {
              edit.fields.push_back({"outcome_note", note});
            }
            return std::vector<RecordEdit>{std::move(edit)};
          },
          step_save);
    };
    const auto answered = step(taken ? "accepted" : "refused", false, after(save, "answered"));
    if (!answered) return std::unexpected(answered.error());
    const auto closed = step("closed", true, save);
    if (!closed) return std::unexpected(closed.error());
    const auto view = desk::CaseView::open(house_, session, *id, {base::Compartment::ops});
    if (!view) return std::unexpected(view.error());
    const auto made = Referral::find(house_, *view, referral);
    if (!made) return std::unexpected(made.error());
    base::Done fed = feed_back(session, made->text("listed"), body, save);
    if (!fed) return std::unexpected(fed.error());
    return made_json(*made);
  });
}

void PageDirectory::add_referral_tasks(const desk::Session& session,
                                       std::vector<web::Task>& tasks) {
  const casefile::RecordType* known = house_.catalogue().type("referral");
  if (known == nullptr) return;
  const casefile::RecordType& type = *known;
  const auto lines = tickets_.desk().lists().list_in_state(session, type, *type.field("state"),
                                                           {"sent", "acknowledged"});
  if (!lines) return;
  const std::string now = base::day_text(today());
  for (const desk::CaseLine& line : *lines) {
    const auto view = desk::CaseView::open(house_, session, line.id, {type.compartment});
    const casefile::Folded* folded = view ? view->folded(type.compartment) : nullptr;
    if (folded == nullptr) continue;
    for (const casefile::FoldedRecord* one : folded->of_type(type.number)) {
      const Referral referral(type, *one);
      const std::string state = referral.text("state");
      const base::UtcMs due_ms = referral.moment("answer_due");
      if (one->shredded || due_ms == 0 || (state != "sent" && state != "acknowledged")) continue;
      web::Task task;
      task.id = "referral:" + one->id.text();
      task.case_id = line.id.text();
      task.case_name = line.name;
      const std::string to = referral.text("to");
      task.title = {"¿Contestó " + to + "?", "Did " + to + " answer?"};
      task.due = local_time(due_ms).day;
      task.due_ms = due_ms;
      task.state = task.due < now ? "overdue" : "waiting";
      tasks.push_back(std::move(task));
    }
  }
}

}  // namespace cli
