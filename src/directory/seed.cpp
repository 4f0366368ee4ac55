#include "directory/seed.h"

#include <algorithm>

#include "codec/cbor.h"
#include "tabular/tabular.h"

namespace directory {

namespace {

using codec::Value;

const Value::Array& items(const Value& of, const char* key) {
  static const Value::Array none;
  const Value* found = of.find(key);
  return found != nullptr && found->as_array() != nullptr ? *found->as_array() : none;
}
std::string text(const Value& of, const char* key) {
  const Value* found = of.find(key);
  return found != nullptr && found->as_text() != nullptr ? *found->as_text() : std::string();
}
int number(const Value& of, const char* key) {
  const Value* found = of.find(key);
  return found != nullptr && found->as_int() != nullptr ? static_cast<int>(*found->as_int()) : 0;
}
bool flag(const Value& of, const char* key, bool otherwise) {
  const Value* found = of.find(key);
  return found != nullptr && found->as_bool() != nullptr ? *found->as_bool() : otherwise;
}
Text label(const Value& of, const char* key) {
  const Value* found = of.find(key);
  return found == nullptr ? Text{} : Text{text(*found, "es"), text(*found, "en")};
}
std::vector<std::string> texts(const Value& of, const char* key) {
  std::vector<std::string> out;
  for (const Value& item : items(of, key)) {
    if (item.as_text() != nullptr) out.push_back(*item.as_text());
  }
  return out;
}

Organisation read_organisation(const Value& value, const Text& source) {
  Organisation out;
  out.id = text(value, "id");
  out.key = text(value, "key");
  out.name = text(value, "name");
  out.aliases = texts(value, "aliases");
  out.country = text(value, "country");
  out.sector = text(value, "sector");
  out.level = text(value, "level");
  out.recipient_class = text(value, "recipient_class");
  out.state = text(value, "state");
  out.municipality = text(value, "municipality");
  out.serves = label(value, "serves");
  out.source = source;
  for (const Value& item : items(value, "services")) {
    Service service;
    service.id = text(item, "id");
    service.code = text(item, "code");
    service.title = label(item, "title");
    service.state = out.state;
    service.municipality = out.municipality;
    out.services.push_back(std::move(service));
  }
  for (const Value& item : items(value, "duties")) {
    out.duties.push_back(
        {text(item, "right"), text(item, "norm"), text(item, "limit"), text(item, "grade")});
  }
  return out;
}

Need read_need(const Value& value) {
  const std::vector<std::string> services = texts(value, "services");
  return {text(value, "id"), label(value, "label"), {services.begin(), services.end()}};
}

Amount read_amount(const Value& value) {
  const std::string unit = text(value, "unit");
  const Unit kind = unit == "business_day"        ? Unit::business_day
                    : unit == "month"             ? Unit::month
                    : unit == "day_of_next_month" ? Unit::day_of_next_month
                                                  : Unit::calendar_day;
  return {number(value, "amount"), kind, text(value, "calendar")};
}

Step read_step(const Value& value) {
  Step out;
  out.id = text(value, "id");
  out.figure = number(value, "figure");
  out.needs = texts(value, "needs");
  out.filing = flag(value, "filing", false);
  out.title = label(value, "title");
  out.what = label(value, "what");
  out.cite = text(value, "cite");
  out.grade = text(value, "grade");
  out.review_by = text(value, "review_by");
  for (const Value& item : items(value, "documents")) {
    out.documents.push_back({text(item, "id"), label(item, "title"), flag(item, "required", true),
                             flag(item, "expires", false), text(item, "template"),
                             text(item, "cite"), text(item, "grade")});
  }
  for (const Value& item : items(value, "terms")) {
    const std::vector<std::string> until = texts(item, "until");
    out.terms.push_back({text(item, "id"),
                         text(item, "from"),
                         {until.begin(), until.end()},
                         read_amount(item),
                         text(item, "burden") == "authority",
                         text(item, "expiry") == "discarded",
                         label(item, "title"),
                         label(item, "note"),
                         text(item, "cite"),
                         text(item, "grade")});
  }
  return out;
}

LifeDuty read_duty(const Value& value) {
  LifeDuty out;
  out.id = text(value, "id");
  out.after = text(value, "after");
  out.title = label(value, "title");
  out.what = label(value, "what");
  out.event = label(value, "event");
  out.yearly = text(value, "yearly");
  if (value.find("amount") != nullptr) out.amount = read_amount(value);
  for (const Value& item : items(value, "remind")) {
    if (item.as_int() != nullptr) out.remind_days.push_back(static_cast<int>(*item.as_int()));
  }
  out.note = label(value, "note");
  out.cite = text(value, "cite");
  out.grade = text(value, "grade");
  out.review_by = text(value, "review_by");
  return out;
}

// The shape that catalogue/law/shared/calendars.yaml has for calendars of fixed days.
base::Result<base::BusinessCalendar> read_calendar(const Value& value) {
  static constexpr std::string_view kDays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  base::CalendarData data;
  data.name = text(value, "calendar");
  const auto bad = [&](const char* why) {
    return base::refuse(base::Code::bad_calendar, {{"name", data.name}, {"why", why}});
  };
  const Value::Array& years = items(value, "years");
  if (years.size() != 2 || years[0].as_int() == nullptr || years[1].as_int() == nullptr) {
    return bad("years");
  }
  data.first_year = static_cast<int>(*years[0].as_int());
  data.last_year = static_cast<int>(*years[1].as_int());
  for (const std::string& day : texts(value, "weekend")) {
    const auto* at = std::ranges::find(kDays, day);
    if (at == std::end(kDays)) return bad("weekend");
    data.weekend.emplace_back(static_cast<unsigned>(at - kDays));
  }
  for (const Value& item : items(value, "holidays")) {
    const base::Result<base::Day> day = base::day_from_text("2024-" + text(item, "date"));
    if (!day) return bad("holiday");
    const auto civil = base::civil(*day);
    base::Holiday holiday;
    holiday.rule = base::FixedHoliday{static_cast<int>(static_cast<unsigned>(civil.month())),
                                      static_cast<int>(static_cast<unsigned>(civil.day())),
                                      base::Observed::as_is};
    holiday.name = text(item, "date");
    if (item.find("from") != nullptr) holiday.first_year = number(item, "from");
    if (item.find("to") != nullptr) holiday.last_year = number(item, "to");
    data.holidays.push_back(std::move(holiday));
  }
  for (const Value& item : items(value, "closures")) {
    const base::Result<base::Day> from = base::day_from_text(text(item, "from"));
    const base::Result<base::Day> to = base::day_from_text(text(item, "to"));
    if (!from || !to) return bad("closure");
    data.closures.push_back(
        {*from, *to, text(item, "cite"),
         flag(item, "doubtful", false) ? base::Certainty::doubtful : base::Certainty::sure});
  }
  return base::BusinessCalendar::make(std::move(data));
}

class Reader {
 public:
  explicit Reader(const Sections& section) : section_(section) {}

  base::Result<Seed> read() {
    base::Done done = read_places();
    if (done) done = read_languages();
    if (done) done = read_directory();
    if (done) done = read_constitution();
    if (!done) return base::pass(done);
    return std::move(seed_);
  }

 private:
  base::Result<Value> value(const std::string& name) {
    const base::Result<base::ByteView> bytes = section_(name);
    if (!bytes) return std::unexpected(bytes.error());
    return codec::decode(*bytes);
  }

  base::Done read_places() {
    static constexpr const char* kNames[] = {"countries", "states", "municipalities", "aliases",
                                             "land"};
    std::string_view tables[std::size(kNames)];
    for (std::size_t i = 0; i < std::size(kNames); ++i) {
      const auto bytes = section_("places/" + std::string(kNames[i]) + ".csv");
      if (!bytes) return std::unexpected(bytes.error());
      tables[i] = base::as_text(*bytes);
    }
    base::Result<Places> places =
        Places::read({tables[0], tables[1], tables[2], tables[3], tables[4]});
    if (!places) return base::pass(places);
    seed_.places = std::move(*places);
    return {};
  }

  base::Done read_languages() {
    const auto bytes = section_("languages/languages.csv");
    if (!bytes) return std::unexpected(bytes.error());
    auto table = tabular::open_table_bytes(base::as_text(*bytes), {});
    if (!table) return base::pass(table);
    tabular::Row row;
    while (true) {
      const base::Result<bool> more = (*table)->next(row);
      if (!more) return std::unexpected(more.error());
      if (!*more) return {};
      if (row.number == 1 || row.fields.size() < 9) continue;
      const auto at = [&](std::size_t i) { return std::string(row.fields[i]); };
      seed_.languages.push_back({at(0), at(1) == "group", at(2), at(3) == "signed",
                                 Text{at(4), at(5)}, at(6), at(8) == "curated"});
    }
  }

  base::Done read_directory() {
    for (const auto& [name, into] :
         {std::pair{"organisations", &seed_.study}, std::pair{"authorities", &seed_.authorities}}) {
      const base::Result<Value> doc = value("directory/" + std::string(name));
      if (!doc) return std::unexpected(doc.error());
      const Text source = label(*doc, "source");
      for (const Value& item : items(*doc, "organisations")) {
        into->push_back(read_organisation(item, source));
      }
    }
    const base::Result<Value> needs = value("directory/needs");
    if (!needs) return std::unexpected(needs.error());
    for (const Value& item : items(*needs, "needs")) seed_.needs.push_back(read_need(item));
    for (const Value& item : items(*needs, "axes")) seed_.axes.push_back(read_need(item));
    const base::Result<Value> diaspora = value("directory/diaspora");
    if (!diaspora) return std::unexpected(diaspora.error());
    read_figures(*diaspora);
    return {};
  }

  void read_figures(const Value& doc) {
    std::map<std::string, std::string> cites;
    for (const Value& item : items(doc, "sources")) cites[text(item, "id")] = text(item, "cite");
    for (const Value& item : items(doc, "figures")) {
      Figure figure;
      figure.id = text(item, "id");
      figure.value = text(item, "value");
      figure.unit = text(item, "unit");
      figure.year = number(item, "year");
      figure.place = text(item, "place");
      figure.population = label(item, "population");
      figure.cite = cites[text(item, "source")];
      if (const Value* derived = item.find("derived")) {
        figure.formula = text(*derived, "formula");
        figure.of = texts(*derived, "of");
      }
      figure.assumption = label(item, "assumption");
      seed_.figures.push_back(std::move(figure));
    }
    for (const Value& item : items(doc, "factors")) {
      seed_.factors.push_back(
          {text(item, "id"), label(item, "label"), cites[text(item, "source")]});
    }
  }

  base::Done read_constitution() {
    for (const char* name : {"mexico", "united_states"}) {
      const base::Result<Value> doc = value("constitution/" + std::string(name));
      if (!doc) return std::unexpected(doc.error());
      Track track{text(*doc, "track"), text(*doc, "country"), label(*doc, "title"), {}, {}};
      for (const Value& item : items(*doc, "steps")) track.steps.push_back(read_step(item));
      for (const Value& item : items(*doc, "life")) track.life.push_back(read_duty(item));
      seed_.tracks.push_back(std::move(track));
    }
    const base::Result<Value> templates = value("constitution/templates");
    if (!templates) return std::unexpected(templates.error());
    for (const Value& item : items(*templates, "templates")) {
      Template one{text(item, "id"), label(item, "title"), {}};
      for (const Value& clause : items(item, "clauses")) {
        one.clauses.push_back({text(clause, "cite"), label(clause, "text")});
      }
      seed_.templates.push_back(std::move(one));
    }
    const base::Result<Value> calendars = value("constitution/calendars");
    if (!calendars) return std::unexpected(calendars.error());
    if (calendars->as_array() == nullptr) {
      return base::refuse(base::Code::bad_value, {{"what", "calendars"}});
    }
    for (const Value& item : *calendars->as_array()) {
      base::Result<base::BusinessCalendar> calendar = read_calendar(item);
      if (!calendar) return base::pass(calendar);
      seed_.calendars.emplace(text(item, "calendar"), std::move(*calendar));
    }
    return {};
  }

  const Sections& section_;
  Seed seed_;
};

}  // namespace

base::Result<Seed> read_seed(const Sections& section) {
  return Reader(section).read();
}

}  // namespace directory
