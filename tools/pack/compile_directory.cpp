#include "compile_directory.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "base/day.h"
#include "check_tables.h"

namespace packer {

namespace {

namespace fs = std::filesystem;
using Ids = std::set<std::string>;

const std::vector<Yaml>& items(const Yaml& of, std::string_view key, Problems& problems) {
  static const std::vector<Yaml> none;
  const Yaml* list = of.find(key);
  if (list == nullptr || list->kind() != Yaml::Kind::list) {
    of.complain(problems, "'" + std::string(key) + "' must be a list");
    return none;
  }
  return list->list();
}

class Checker {
 public:
  Checker(const fs::path& catalogue, const Lists& lists, Problems& problems)
      : catalogue_(catalogue), lists_(lists), problems_(problems) {}

  std::optional<pack::Section> check() {
    if (fs::is_directory(catalogue_ / "places")) {
      places_ = check_places(catalogue_ / "places", problems_);
    }
    if (fs::is_directory(catalogue_ / "languages")) {
      check_languages(catalogue_ / "languages", problems_);
    }
    if (fs::is_directory(catalogue_ / "directory")) {
      organisations("organisations");
      organisations("authorities");
      for (const Yaml& doc : documents("directory/diaspora.yaml")) diaspora(doc);
      for (const Yaml& doc : documents("directory/needs.yaml")) needs(doc);
    }
    if (!fs::is_directory(catalogue_ / "constitution")) return std::nullopt;
    for (const Yaml& doc : documents("law/shared/calendars.yaml")) {
      calendars_.emplace(doc.text("calendar", problems_), doc.to_value());
    }
    for (const Yaml& doc : documents("constitution/templates.yaml")) templates(doc);
    for (const char* track : {"mexico", "united_states"}) {
      for (const Yaml& doc : documents(std::string("constitution/") + track + ".yaml")) {
        constitution(doc);
      }
    }
    codec::Value::Array used;
    for (const std::string& name : used_calendars_) {
      if (const auto found = calendars_.find(name); found != calendars_.end()) {
        used.push_back(found->second);
      }
    }
    if (!problems_.empty()) return std::nullopt;
    return pack::Section{"constitution/calendars",
                         codec::encode(codec::Value::array(std::move(used)))};
  }

 private:
  std::vector<Yaml> documents(const std::string& name) {
    const std::string shown = catalogue_.filename().generic_string() + "/" + name;
    std::ifstream in(catalogue_ / name, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in) {
      problems_.add(shown, 0, "cannot be read");
      return {};
    }
    return Yaml::parse(shown, text.str(), problems_);
  }

  std::string new_id(const Yaml& of, std::string_view key, Ids& seen) {
    std::string id = of.text(key, problems_);
    if (!seen.insert(id).second) of.complain(problems_, "'" + id + "' stands twice");
    return id;
  }
  void known(const Yaml& of, const std::string& what, const std::string& id, const Ids& ids) {
    if (!ids.contains(id)) of.complain(problems_, "unknown " + what + " '" + id + "'");
  }
  const Ids& codes(const std::string& list) const {
    static const Ids none;
    const auto found = lists_.codes.find(list);
    return found == lists_.codes.end() ? none : found->second;
  }
  void grade(const Yaml& of) {
    known(of, "grade", of.text("grade", problems_), {"P", "F", "S", "K"});
  }
  // Cited, graded and to be read again by a day.
  void sourced(const Yaml& of) {
    of.text("cite", problems_);
    grade(of);
    review_by(of);
  }
  void review_by(const Yaml& of) {
    const base::Result<base::Day> day = base::day_from_text(of.text("review_by", problems_));
    if (!day) of.complain(problems_, "'review_by' is no day");
  }

  void organisations(const std::string& name) {
    for (const Yaml& doc : documents("directory/" + name + ".yaml")) {
      doc.only_keys({"format", "source", "review_by", "organisations"}, problems_);
      doc.label("source", problems_);
      review_by(doc);
      for (const Yaml& one : items(doc, "organisations", problems_)) organisation(one);
    }
  }

  void organisation(const Yaml& one) {
    one.only_keys({"key", "id", "name", "aliases", "country", "sector", "level", "state",
                   "municipality", "serves", "recipient_class", "services", "duties"},
                  problems_);
    new_id(one, "key", keys_);
    new_id(one, "id", ids_);
    one.text("name", problems_);
    known(one, "country", one.text("country", problems_), places_.countries);
    const std::string sector = one.text("sector", problems_);
    known(one, "sector", sector, {"civil", "government"});
    if (one.find("state") != nullptr) {
      known(one, "state", one.text("state", problems_), places_.states);
    }
    if (one.find("municipality") != nullptr) {
      known(one, "municipality", one.text("municipality", problems_), places_.municipalities);
    }
    if (one.find("recipient_class") != nullptr) {
      known(one, "recipient class", one.text("recipient_class", problems_),
            codes("recipient_classes"));
    }
    if (sector == "civil") {
      for (const Yaml& service : items(one, "services", problems_)) {
        service.only_keys({"code", "id", "title"}, problems_);
        new_id(service, "id", ids_);
        known(service, "service", service.text("code", problems_), codes("services"));
        service.label("title", problems_);
      }
    } else {
      for (const Yaml& duty : items(one, "duties", problems_)) {
        duty.only_keys({"right", "norm", "limit", "grade"}, problems_);
        duty.text("right", problems_);
        duty.text("norm", problems_);
        grade(duty);
      }
    }
  }

  void needs(const Yaml& doc) {
    Ids seen;
    for (const char* part : {"needs", "axes"}) {
      for (const Yaml& one : items(doc, part, problems_)) {
        one.only_keys({"id", "label", "services"}, problems_);
        new_id(one, "id", seen);
        one.label("label", problems_);
        for (const std::string& code : one.texts("services", problems_)) {
          known(one, "service", code, codes("services"));
        }
      }
    }
  }

  void diaspora(const Yaml& doc) {
    Ids sources, seen;
    for (const Yaml& one : items(doc, "sources", problems_)) {
      new_id(one, "id", sources);
      one.text("cite", problems_);
    }
    std::map<std::string, double> values;
    for (const Yaml& one : items(doc, "figures", problems_)) {
      one.only_keys(
          {"id", "value", "unit", "year", "source", "place", "population", "derived", "assumption"},
          problems_);
      const std::string id = new_id(one, "id", seen);
      known(one, "unit", one.text("unit", problems_),
            {"organisations", "percent", "persons", "per_100000"});
      one.number("year", problems_);
      known(one, "source", one.text("source", problems_), sources);
      one.label("population", problems_);
      if (one.find("value") == nullptr) continue;  // the source does not state it
      const std::string text = one.text("value", problems_);
      char* end = nullptr;
      values[id] = std::strtod(text.c_str(), &end);
      if (text.empty() || *end != '\0') one.complain(problems_, "'value' is no number");
      if (const Yaml* derived = one.find("derived")) recompute(one, *derived, text, values);
    }
    for (const Yaml& one : items(doc, "factors", problems_)) {
      new_id(one, "id", seen);
      known(one, "source", one.text("source", problems_), sources);
      one.label("label", problems_);
    }
  }

  // A derived figure is what its formula gives, rounded to the decimals it is written with.
  void recompute(const Yaml& one, const Yaml& derived, const std::string& text,
                 const std::map<std::string, double>& values) {
    one.label("assumption", problems_);
    std::vector<double> of;
    for (const std::string& id : derived.texts("of", problems_)) {
      const auto found = values.find(id);
      if (found == values.end()) return derived.complain(problems_, "'" + id + "' has no value");
      of.push_back(found->second);
    }
    const std::string formula = derived.text("formula", problems_);
    double result = 0;
    if (formula == "share" && of.size() == 2) {
      result = of[0] * of[1] / 100;
    } else if (formula == "remainder" && of.size() > 1) {
      double shares = 0;
      for (std::size_t i = 1; i < of.size(); ++i) shares += of[i];
      result = of[0] * (100 - shares) / 100;
    } else if (formula == "per_100000" && of.size() == 3 && of[2] > 0) {
      result = of[0] * of[1] / 100 / of[2] * 100000;
    } else {
      return derived.complain(problems_, "unknown formula '" + formula + "', or too few figures");
    }
    const std::size_t point = text.find('.');
    const double decimals =
        point == std::string::npos ? 0 : static_cast<double>(text.size() - point - 1);
    if (std::abs(result - std::strtod(text.c_str(), nullptr)) > 0.5 / std::pow(10, decimals)) {
      derived.complain(problems_, "the formula does not give " + text);
    }
  }

  void templates(const Yaml& doc) {
    for (const Yaml& one : items(doc, "templates", problems_)) {
      new_id(one, "id", templates_);
      one.label("title", problems_);
      for (const Yaml& clause : items(one, "clauses", problems_)) {
        clause.only_keys({"cite", "text"}, problems_);
        clause.text("cite", problems_);
        clause.label("text", problems_);
      }
    }
  }

  void constitution(const Yaml& doc) {
    doc.only_keys({"format", "track", "country", "title", "steps", "life"}, problems_);
    known(doc, "country", doc.text("country", problems_), places_.countries);
    doc.label("title", problems_);
    Ids steps;
    for (const Yaml& step : items(doc, "steps", problems_)) check_step(step, steps);
    Ids life;
    for (const Yaml& duty : items(doc, "life", problems_)) check_duty(duty, steps, life);
  }

  void check_step(const Yaml& step, Ids& steps) {
    step.only_keys({"id", "figure", "needs", "filing", "title", "what", "documents", "terms",
                    "refusals", "cite", "grade", "review_by"},
                   problems_);
    if (step.find("needs") != nullptr) {
      for (const std::string& need : step.texts("needs", problems_)) {
        known(step, "earlier step", need, steps);
      }
    }
    new_id(step, "id", steps);
    step.label("title", problems_);
    step.label("what", problems_);
    sourced(step);
    Ids documents;
    for (const Yaml& document : items(step, "documents", problems_)) {
      document.only_keys({"id", "title", "required", "expires", "template", "cite", "grade"},
                         problems_);
      new_id(document, "id", documents);
      document.label("title", problems_);
      document.text("cite", problems_);
      grade(document);
      if (document.find("template") != nullptr) {
        known(document, "template", document.text("template", problems_), templates_);
      }
    }
    if (step.find("terms") == nullptr) return;
    for (const Yaml& term : items(step, "terms", problems_)) {
      term.only_keys({"id", "from", "until", "amount", "unit", "calendar", "burden", "expiry",
                      "title", "note", "cite", "grade"},
                     problems_);
      check_event(term, term.text("from", problems_), steps);
      for (const std::string& until : term.texts("until", problems_)) {
        check_event(term, until, steps);
      }
      known(term, "burden", term.text("burden", problems_), {"authority", "organisation"});
      term.label("title", problems_);
      term.text("cite", problems_);
      grade(term);
      check_amount(term);
    }
  }

  void check_event(const Yaml& of, const std::string& event, const Ids& steps) {
    if (event.starts_with("done:")) return known(of, "step", event.substr(5), steps);
    known(of, "event", event, {"sent", "deficient", "granted", "refused"});
  }

  void check_amount(const Yaml& of) {
    if (of.number("amount", problems_).value_or(0) < 1) {
      of.complain(problems_, "'amount' must be 1 or more");
    }
    const std::string unit = of.text("unit", problems_);
    known(of, "unit", unit, {"business_day", "calendar_day", "month", "day_of_next_month"});
    if (unit != "business_day") return;
    const std::string calendar = of.text("calendar", problems_);
    if (!calendars_.contains(calendar)) {
      of.complain(problems_, "unknown calendar '" + calendar + "'");
    }
    used_calendars_.insert(calendar);
  }

  void check_duty(const Yaml& duty, const Ids& steps, Ids& life) {
    duty.only_keys({"id", "after", "event", "title", "what", "yearly", "amount", "unit", "calendar",
                    "remind", "note", "cite", "grade", "review_by"},
                   problems_);
    new_id(duty, "id", life);
    known(duty, "step", duty.text("after", problems_), steps);
    duty.label("title", problems_);
    duty.label("what", problems_);
    sourced(duty);
    if (duty.find("event") != nullptr) {
      duty.label("event", problems_);
      check_amount(duty);
    }
    if (duty.find("yearly") != nullptr &&
        !base::day_from_text("2027-" + duty.text("yearly", problems_))) {
      duty.complain(problems_, "'yearly' must be a day such as 01-31");
    }
  }

  const fs::path& catalogue_;
  const Lists& lists_;
  Problems& problems_;
  PlaceCodes places_;
  Ids keys_, ids_, templates_, used_calendars_;
  std::map<std::string, codec::Value> calendars_;
};

}  // namespace

std::optional<pack::Section> check_directory(const fs::path& catalogue, const Lists& lists,
                                             Problems& problems) {
  return Checker(catalogue, lists, problems).check();
}

}  // namespace packer
