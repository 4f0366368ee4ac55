#include "main/page_law_review.h"

#include "law/json.h"

namespace cli {

namespace {

namespace json = boost::json;
using base::Code;
using Difference = law::Comparison::Difference;

// Opened in one step: short enough that the page shows it going on.
constexpr std::size_t kStep = 40;
// Told one by one; the rest are counted. The command line tells all.
constexpr std::size_t kTold = 100;

json::object both(const law::Ruleset& rules, law::Text text) {
  return {{"es", rules.text(text.es)}, {"en", rules.text(text.en)}};
}

// "" for a law that does not have the rule.
std::string_view outcome(law::Index rule, law::Outcome is) {
  return rule == law::kNone ? "" : law::outcome_name(is);
}

json::object told(const LawReview& review, const Difference& one) {
  const bool gone = one.after == law::kNone;
  const law::Ruleset& rules = gone ? review.before().ruleset : review.after().ruleset;
  const law::Rule& rule = rules->rules[static_cast<std::size_t>(gone ? one.before : one.after)];
  return {{"rule", rules.text(rule.id)},
          {"title", both(rules, rule.title)},
          {"country", law::country_name(rule.country)},
          {"signed", rule.is_signed != 0},
          {"before", outcome(one.before, one.was)},
          {"after", outcome(one.after, one.is)}};
}

json::object told(const LawReview& review, std::size_t index) {
  const law::Ruleset& after = review.after().ruleset;
  json::array rules, deadlines;
  for (const Difference& one : review.comparison().differences(index)) {
    rules.push_back(told(review, one));
  }
  for (const law::Index moved : review.comparison().moved_deadlines(index)) {
    deadlines.push_back(both(after, after->deadlines[static_cast<std::size_t>(moved)].title));
  }
  return {{"case_id", review.file(index).id.text()},
          {"number", review.file(index).number},
          {"rules", std::move(rules)},
          {"deadlines", std::move(deadlines)}};
}

}  // namespace

LawReviewDesk::LawReviewDesk(Tickets& tickets, LawRoom& room) : tickets_(tickets), room_(room) {
  tickets_.when_ended([this](const base::UserId& person) {
    const std::lock_guard lock(mutex_);
    kept_.erase(person);
  });
}

base::Result<json::object> LawReviewDesk::with_law(
    const web::Caller& caller,
    const std::function<base::Result<Object>(const desk::Session&)>& act) {
  return tickets_.with<Object>(caller, [&](const desk::Session& session) -> base::Result<Object> {
    base::Done allowed = session.require("law");
    if (!allowed) return base::pass(allowed);
    return act(session);
  });
}

std::shared_ptr<LawReviewDesk::Kept> LawReviewDesk::of(const base::UserId& person) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(person);
  return found == kept_.end() ? nullptr : found->second;
}

json::object LawReviewDesk::show(Kept* kept) const {
  json::object out{{"in_force", room_.in_force()->hash},
                   {"unread", room_.unread()},
                   {"fresh", ""},
                   {"done", 0},
                   {"total", 0},
                   {"finished", false},
                   {"opened", 0},
                   {"changed", 0},
                   {"cases", json::array()}};
  if (kept == nullptr) return out;
  const LawReview& review = kept->review;
  out["fresh"] = review.after().hash;
  out["done"] = review.done();
  out["total"] = review.total();
  out["finished"] = review.finished();
  out["opened"] = review.opened();
  if (!review.finished()) return out;
  const std::vector<std::size_t>& changed = review.comparison().changed();
  out["changed"] = changed.size();
  json::array& cases = out["cases"].as_array();
  for (std::size_t i = 0; i < changed.size() && i < kTold; ++i) {
    cases.push_back(told(review, changed[i]));
  }
  return out;
}

base::Result<json::object> LawReviewDesk::law_review(const web::Caller& caller) {
  return with_law(caller, [&](const desk::Session& session) -> base::Result<Object> {
    const std::shared_ptr<Kept> kept = of(session.person().id);
    if (kept == nullptr) return show(nullptr);
    const std::lock_guard lock(kept->mutex);
    return show(kept.get());
  });
}

base::Result<json::object> LawReviewDesk::begin_law_review(const web::Caller& caller,
                                                           base::ByteView pack) {
  return with_law(caller, [&](const desk::Session& session) -> base::Result<Object> {
    desk::Desk& desk = tickets_.desk();
    auto fresh = open_law(desk.house(), pack);
    if (!fresh) return base::pass(fresh);
    const base::UserId& person = session.person().id;
    base::Done noted = desk.audit().note({person, "law_review", std::nullopt});
    if (!noted) return base::pass(noted);
    const auto kept = std::make_shared<Kept>(base::Bytes(pack.begin(), pack.end()),
                                             LawReview(desk, room_, std::move(*fresh)));
    const std::lock_guard lock(mutex_);
    kept_[person] = kept;
    return show(kept.get());
  });
}

base::Result<json::object> LawReviewDesk::step_law_review(const web::Caller& caller) {
  return with_law(caller, [&](const desk::Session& session) -> base::Result<Object> {
    const std::shared_ptr<Kept> kept = of(session.person().id);
    if (kept == nullptr) return base::refuse(Code::not_found, {{"what", "law"}});
    const std::lock_guard lock(kept->mutex);
    base::Done done = kept->review.step(session, kStep);
    if (!done) return base::pass(done);
    return show(kept.get());
  });
}

base::Result<json::object> LawReviewDesk::adopt_law(const web::Caller& caller,
                                                    const std::string& ruleset,
                                                    const std::string& reason) {
  return with_law(caller, [&](const desk::Session& session) -> base::Result<Object> {
    const base::UserId& person = session.person().id;
    const std::shared_ptr<Kept> kept = of(person);
    if (kept == nullptr && room_.in_force()->hash == ruleset) return show(nullptr);
    if (kept == nullptr) return base::refuse(Code::bad_value, {{"field", "ruleset"}});
    {
      const std::lock_guard lock(kept->mutex);
      const bool compared = kept->review.finished() && kept->review.after().hash == ruleset;
      if (!compared) return base::refuse(Code::bad_value, {{"field", "ruleset"}});
      auto set = put_in_force(tickets_.desk(), session, kept->file, reason);
      if (!set) return base::pass(set);
    }
    const std::lock_guard lock(mutex_);
    kept_.erase(person);
    return show(nullptr);
  });
}

}  // namespace cli
