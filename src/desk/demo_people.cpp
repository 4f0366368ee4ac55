#include "desk/demo_people.h"

#include <algorithm>

#include "base/partial_date.h"
#include "casefile/instant.h"

namespace desk {

namespace {

using codec::Value;

std::vector<std::string> texts_of(const Value& map, const char* key) {
  std::vector<std::string> texts;
  const Value* found = map.find(key);
  if (found == nullptr || found->as_array() == nullptr) return texts;
  for (const Value& item : *found->as_array()) {
    if (item.as_text() != nullptr) texts.push_back(*item.as_text());
  }
  return texts;
}

std::string text_of(const Value& map, const char* key) {
  const Value* found = map.find(key);
  return found != nullptr && found->as_text() != nullptr ? *found->as_text() : std::string();
}

std::int64_t number_of(const Value& map, const char* key) {
  const Value* found = map.find(key);
  return found != nullptr && found->as_int() != nullptr ? *found->as_int() : 0;
}

const Value::Array& items_of(const Value& map, const char* key) {
  static const Value::Array none;
  const Value* found = map.find(key);
  return found != nullptr && found->as_array() != nullptr ? *found->as_array() : none;
}

std::vector<DemoLists::Shelter> houses_of(const Value& section) {
  std::vector<DemoLists::Shelter> houses;
  for (const Value& item : items_of(section, "houses")) {
    DemoLists::Shelter house{text_of(item, "name"), {}};
    for (const Value& room : items_of(item, "rooms")) {
      house.rooms.push_back(
          {text_of(room, "name"), number_of(room, "beds"), texts_of(room, "for_whom")});
    }
    houses.push_back(std::move(house));
  }
  return houses;
}

std::vector<DemoLists::ToDo> to_do_of(const Value& section) {
  std::vector<DemoLists::ToDo> all;
  for (const Value& item : items_of(section, "tasks")) {
    all.push_back({text_of(item, "title"), text_of(item, "kind"), number_of(item, "day"),
                   number_of(item, "hour")});
  }
  return all;
}

bool is_for(const DemoBed& bed, std::string_view sex) {
  const std::string_view own = sex == "f" ? "girls" : "boys";
  const std::string_view other = sex == "f" ? "boys" : "girls";
  const auto has = [&](std::string_view whom) {
    return std::ranges::find(bed.for_whom, whom) != bed.for_whom.end();
  };
  return !has(other) && !has("under_12") && !has("emergency") && (has(own) || has("families"));
}

template <class T>
const T& pick(const std::vector<T>& items, base::SeededRandom& random) {
  return items[random.below(items.size())];
}

// Ages 0 to 17; one in five known by year alone, one in five as an age.
std::string invent_birth(base::SeededRandom& random, base::Day today) {
  const int age = static_cast<int>(random.below(18));
  const base::Day birth = base::add_months(today, -12 * age) - std::chrono::days(random.below(365));
  switch (random.below(5)) {
    case 0:
      return base::PartialDate::year(base::civil(birth).year()).text();
    case 1:
      return base::PartialDate::age(age, age, base::PartialDate::AgeUnit::years, today).text();
    default:
      return base::PartialDate::exact(birth).text();
  }
}

Value invent_name(const DemoLists& lists, base::SeededRandom& random, bool girl) {
  const std::vector<std::string>& given = girl ? lists.girls : lists.boys;
  Value::Array names{pick(given, random)};
  if (random.below(2) == 0) names.emplace_back(pick(given, random));
  Value name = Value::map({{1, Value::array(std::move(names))}, {2, pick(lists.surnames, random)}});
  if (random.below(4) != 0) name.set(3, pick(lists.surnames, random));
  return name;
}

}  // namespace

base::Result<DemoLists> DemoLists::load(const Value& section) {
  DemoLists lists{texts_of(section, "given_girls"),
                  texts_of(section, "given_boys"),
                  texts_of(section, "surnames"),
                  {},
                  {},
                  {},
                  {}};
  lists.houses = houses_of(section);
  lists.to_do = to_do_of(section);
  const Value* origins = section.find("origins");
  const Value* staff = section.find("staff");
  if (origins != nullptr && origins->as_array() != nullptr) {
    for (const Value& item : *origins->as_array()) {
      lists.origins.push_back(
          {text_of(item, "nationality"), text_of(item, "state"), texts_of(item, "languages")});
    }
  }
  if (staff != nullptr && staff->as_array() != nullptr) {
    for (const Value& item : *staff->as_array()) {
      lists.staff.push_back({text_of(item, "user"), text_of(item, "role")});
    }
  }
  if (lists.girls.empty() || lists.boys.empty() || lists.surnames.empty() ||
      lists.origins.empty() || lists.staff.empty()) {
    return base::refuse(base::Code::bad_catalogue, {{"why", "demo/people"}});
  }
  return lists;
}

std::vector<RecordEdit> invent_child(const DemoLists& lists, base::SeededRandom& random,
                                     base::Day today) {
  const bool girl = random.below(2) == 0;
  const DemoLists::Origin& origin = pick(lists.origins, random);
  Value language = Value::map({{1, pick(origin.languages, random)}});
  if (*language.find(1)->as_text() != "spa") language.set(4, true);  // an interpreter is needed
  return {{"person",
           std::nullopt,
           {{"role", "child"},
            {"name", invent_name(lists, random, girl)},
            {"birth_date", invent_birth(random, today)},
            {"sex", girl ? "f" : "m"},
            {"origin", Value::map({{1, origin.nationality}, {6, origin.state}})},
            {"nationalities", origin.nationality},
            {"languages", std::move(language)}}}};
}

std::optional<RecordEdit> give_bed(const std::vector<RecordEdit>& arrival,
                                   std::vector<DemoBed>& free, base::UtcMs since_ms) {
  std::string_view sex;
  for (const FieldEdit& field : arrival.front().fields) {
    if (field.field == "sex") sex = *field.value.as_text();
  }
  const auto bed = std::ranges::find_if(free, [&](const DemoBed& one) { return is_for(one, sex); });
  if (bed == free.end()) return std::nullopt;
  RecordEdit stay{"stay",
                  std::nullopt,
                  {{"bed", Value::bytes(bed->id.bytes())},
                   {"site", Value::bytes(bed->site.bytes())},
                   {"from", casefile::make_instant(since_ms)},
                   {"state", "occupied"}}};
  free.erase(bed);
  return stay;
}

std::optional<RecordEdit> invent_task(const DemoLists& lists, base::SeededRandom& random,
                                      base::Day today) {
  if (lists.to_do.empty() || random.below(4) != 0) return std::nullopt;
  const DemoLists::ToDo& one = pick(lists.to_do, random);
  const auto due = std::chrono::sys_time<std::chrono::milliseconds>(today) +
                   std::chrono::days(one.day) + std::chrono::hours(one.hour);
  return RecordEdit{"task",
                    std::nullopt,
                    {{"title", one.title},
                     {"kind", one.kind},
                     {"due", casefile::make_instant(due.time_since_epoch().count())}}};
}

}  // namespace desk
