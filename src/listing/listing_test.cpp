// What the records of the directory say, and what of them counts for nothing.
#include "listing/listing.h"

#include <algorithm>
#include <rapidcheck.h>

#include <doctest/doctest.h>

#include "casefile/control.h"
#include "casefile/instant.h"
#include "directory/finder.h"
#include "directory/seed.h"
#include "listing/child.h"
#include "pack/embedded.h"

namespace listing {
namespace {

using codec::Value;
using directory::Field;

constexpr base::UtcMs kNow = 1'795'000'000'000;
constexpr base::UtcMs kHour = 3600 * 1000;
constexpr const char* kHouse = "00000000-0000-4000-8000-0000000000aa";
constexpr const char* kShelter = "00000000-0000-4000-8000-0000000000bb";

const directory::Seed& seed() {
  static const directory::Seed kSeed = directory::read_seed([](std::string_view name) {
                                         return pack::embedded().section(name);
                                       }).value();
  return kSeed;
}
const casefile::Catalogue& catalogue() {
  const auto section = [](const char* name) { return pack::embedded().section(name).value(); };
  static const casefile::Catalogue kLoaded =
      casefile::Catalogue::load(section("records"), section("codes"), section("retention")).value();
  return kLoaded;
}

base::Bytes id_bytes(int number) {
  base::Bytes bytes(16);
  bytes[0] = static_cast<std::uint8_t>(number);
  return bytes;
}
base::CaseId own_case() {
  return base::CaseId::from_bytes(id_bytes(200)).value();
}
base::UserId person(int number) {
  return base::UserId::from_bytes(id_bytes(number)).value();
}
Value row(int number, std::vector<std::pair<int, Value>> cells) {
  Value out = Value::map({{0, Value::bytes(id_bytes(number))}});
  for (auto& [column, value] : cells) out.set(column, std::move(value));
  return out;
}

// Records put in by hand, already folded, with somebody's pen for a signature.
class Written {
 public:
  Written& put(int record, const char* type_id, const char* field_id, Value value, int by = 1) {
    const casefile::RecordType& type = *catalogue().type(std::string_view(type_id));
    const casefile::Field& field = *type.field(std::string_view(field_id));
    const base::RecordId id = base::RecordId::from_bytes(id_bytes(record)).value();
    auto there = std::ranges::find(folded_.records, id, &casefile::FoldedRecord::id);
    if (there == folded_.records.end()) {
      casefile::FoldedRecord fresh;
      fresh.id = id;
      fresh.type = type.number;
      fresh.first.hlc.ms = static_cast<std::uint64_t>(++clock_);
      folded_.records.push_back(fresh);
      there = folded_.records.end() - 1;
    }
    auto at = std::ranges::find(there->fields, field.number, &casefile::FoldedField::number);
    if (at == there->fields.end()) {
      casefile::FoldedField empty;
      empty.number = field.number;
      there->fields.push_back(empty);
      std::ranges::sort(there->fields, {}, &casefile::FoldedField::number);
      at = std::ranges::find(there->fields, field.number, &casefile::FoldedField::number);
    }
    if (field.fold.rule != casefile::Rule::add_remove_set) at->shown.clear();
    casefile::Shown shown;
    shown.value = std::move(value);
    shown.user = person(by);
    at->shown.push_back(std::move(shown));
    return *this;
  }

  // An organisation with one shelter.
  Written& house() {
    put(1, "listed_organisation", "uid", kHouse).put(1, "listed_organisation", "name", "Casa Luz");
    put(1, "listed_organisation", "country", "MX");
    put(2, "listed_service", "uid", kShelter).put(2, "listed_service", "owner", kHouse);
    put(2, "listed_service", "code", "lodging").put(2, "listed_service", "title_es", "Albergue");
    return *this;
  }
  Written& beds(int record, int free, int of, base::UtcMs at, int by = 1) {
    BedCount count{kShelter, {"Niñas", {"female"}, 12, 17, free, of, at}, person(by)};
    put(record, "bed_count", "service", kShelter).put(record, "bed_count", "wing", "Niñas");
    put(record, "bed_count", "sexes", Value::array({Value("f")}));
    put(record, "bed_count", "min_age", 12).put(record, "bed_count", "max_age", 17);
    put(record, "bed_count", "beds", of).put(record, "bed_count", "free", free);
    put(record, "bed_count", "said_on", casefile::make_instant(at));
    put(record, "bed_count", "said_by", Value::bytes(person(by).bytes()));
    return put(record, "bed_count", "signature",
               Value::bytes(pen(by, signed_words(own_case(), count))));
  }
  Written& checked(int record, const char* field, bool holds, base::UtcMs at) {
    put(record, "verification", "service", kShelter).put(record, "verification", "field", field);
    put(record, "verification", "how", "call");
    put(record, "verification", "outcome", holds ? "holds" : "disputed");
    return put(record, "verification", "checked_on", casefile::make_instant(at));
  }

  // `ask_signatures` false: the control of these tests, a reader that believes everybody.
  Listing gather(bool ask_signatures = true) const {
    casefile::Folded folded = folded_;
    std::ranges::sort(folded.records, {},
                      [](const auto& one) { return std::pair(one.id, one.type); });
    const People people{
        [](const base::UserId& user) { return user == person(1) ? "ana" : "otra"; },
        [&](const base::UserId& user, base::ByteView words, base::ByteView signature) {
          return !ask_signatures ||
                 base::Bytes(signature.begin(), signature.end()) == pen(user.bytes()[0], words);
        }};
    return listing::gather({catalogue(), seed().places, seed().study, people}, own_case(), &folded,
                           kNow);
  }

 private:
  // Stands for a signature: who and every byte of what.
  static base::Bytes pen(int by, base::ByteView words) {
    base::Bytes out{static_cast<std::uint8_t>(by)};
    std::uint64_t sum = 1469598103934665603ULL;
    for (const std::uint8_t byte : words) sum = (sum ^ byte) * 1099511628211ULL;
    for (int i = 0; i < 8; ++i) out.push_back(static_cast<std::uint8_t>(sum >> (8 * i)));
    return out;
  }

  casefile::Folded folded_{base::Compartment::ops, {}, {}, {}};
  int clock_ = 0;
};

const directory::Organisation* organisation(const Listing& of, const std::string& uid) {
  const auto found = std::ranges::find(of.organisations, uid, &directory::Organisation::id);
  return found == of.organisations.end() ? nullptr : &*found;
}
const directory::Service& shelter(const Listing& of) {
  const directory::Organisation* house = organisation(of, kHouse);
  REQUIRE(house != nullptr);
  REQUIRE(house->services.size() == 1);
  return house->services.front();
}
std::string why(const Listing& of) {
  REQUIRE(of.flags.size() == 1);
  return of.flags.front().field + ": " + of.flags.front().why;
}
directory::Beds beds_found(const Listing& of) {
  directory::Ask ask;
  ask.codes = {"lodging"};
  ask.now_ms = kNow;
  ask.child.age = 14;
  ask.child.sex = "female";
  const auto index = directory::Index::make(of.organisations, seed().places).value();
  for (const directory::Found& one : index.find(ask).found) {
    if (index.at(one.service).id == kShelter) return one.beds;
  }
  FAIL("the shelter is not found");
  return directory::Beds::full;
}

TEST_CASE("what is written stands beside the pack, and in place of what the pack says") {
  const directory::Organisation& seeded = seed().study.front();
  Written own;
  own.house();
  own.put(3, "listed_service", "uid", seeded.services.front().id);
  own.put(3, "listed_service", "owner", seeded.id)
      .put(3, "listed_service", "phone", "55 0000 0001");
  own.put(3, "listed_service", "code", seeded.services.front().code);
  const Listing now = own.gather();
  CHECK(now.flags.empty());
  CHECK(now.organisations.size() == seed().study.size() + 1);
  const directory::Service& overlaid = organisation(now, seeded.id)->services.front();
  CHECK(overlaid.phone == "55 0000 0001");
  CHECK(overlaid.title == seeded.services.front().title);
  CHECK(shelter(now).code == "lodging");
  own.put(3, "listed_service", "withdrawn", true);
  CHECK(organisation(own.gather(), seeded.id)->services.size() == seeded.services.size() - 1);
}

TEST_CASE("hours, languages and conditions are read; the address stays with a confidential house") {
  Written own;
  own.house();
  own.put(2, "listed_service", "hours", row(9, {{1, 1}, {2, 540}, {3, 1020}}));
  own.put(2, "listed_service", "languages", row(8, {{1, "mam"}, {3, "phone"}}));
  own.put(2, "listed_service", "visibility", "hidden");
  own.put(2, "listed_service", "place",
          Value::map({{2, "MX-CHP"}, {3, "07089"}, {6, "Calle inventada 1"}}));
  own.put(2, "listed_service", "pregnant", true);
  const Listing now = own.gather();
  const directory::Service& read = shelter(now);
  CHECK(read.hours.weekly == std::vector<directory::Opening>{{1, 540, 1020}});
  CHECK(read.languages == std::vector<directory::Speaks>{{"mam", "", directory::Mode::phone}});
  CHECK(read.eligibility.pregnant == true);
  CHECK(read.address == "Calle inventada 1");
  CHECK(directory::visible(read).address.empty());
  CHECK(directory::visible(read).municipality == "07089");
}

TEST_CASE("free beds count when somebody of the house signed them, for four hours") {
  Written own;
  own.house().beds(5, 2, 10, kNow - kHour);
  CHECK(beds_found(own.gather()) == directory::Beds::free);
  CHECK(shelter(own.gather()).verified.at(Field::beds).by == "ana");
  Written stale;
  stale.house().beds(5, 2, 10, kNow - 9 * kHour);
  CHECK(beds_found(stale.gather()) == directory::Beds::unknown_call);

  // A number changed behind the signature is nobody's word, and the control shows that it is the
  // signature which says so.
  own.put(5, "bed_count", "free", 9);
  CHECK(why(own.gather()) == "signature: not hers");
  CHECK(beds_found(own.gather()) == directory::Beds::unknown_call);
  CHECK(beds_found(own.gather(false)) == directory::Beds::free);
  Written other;
  other.house().beds(5, 2, 10, kNow - kHour, 1);
  other.put(5, "bed_count", "said_by", Value::bytes(person(2).bytes()));
  CHECK(why(other.gather()) == "signature: not hers");
}

TEST_CASE("any change of any word of a signed count is seen") {
  rc::check("signed", [] {
    Written own;
    own.house().beds(5, 2, 10, kNow - kHour);
    const int which = *rc::gen::inRange(0, 5);
    if (which == 0)
      own.put(5, "bed_count", "free", *rc::gen::distinctFrom(rc::gen::inRange(0, 10), 2));
    if (which == 1) own.put(5, "bed_count", "beds", *rc::gen::inRange(11, 40));
    if (which == 2) own.put(5, "bed_count", "wing", "Niños");
    if (which == 3) own.put(5, "bed_count", "said_on", casefile::make_instant(kNow));
    if (which == 4) own.put(5, "bed_count", "max_age", *rc::gen::inRange(1, 17));
    const Listing now = own.gather();
    RC_ASSERT(now.flags.size() == 1U);
    RC_ASSERT(now.flags.front().field == "signature");
    RC_ASSERT(shelter(now).wings.empty());
  });
}

TEST_CASE("the last check of a field decides; what did not hold is not verified") {
  Written own;
  own.house().checked(6, "phone", true, kNow - 3 * kHour);
  Listing now = own.gather();
  CHECK(shelter(now).verified.at(Field::phone).how == "call");
  CHECK(now.disputed.empty());
  own.checked(7, "phone", false, kNow - 2 * kHour);
  now = own.gather();
  CHECK_FALSE(shelter(now).verified.contains(Field::phone));
  CHECK(now.disputed.contains({kShelter, Field::phone}));
  own.checked(8, "phone", true, kNow - kHour);
  CHECK(own.gather().disputed.empty());
  // Beds that did not hold are unknown until the house says them again.
  own.beds(5, 2, 10, kNow - 2 * kHour).checked(9, "beds", false, kNow - kHour);
  CHECK(beds_found(own.gather()) == directory::Beds::unknown_call);
  own.beds(5, 1, 10, kNow);
  CHECK(beds_found(own.gather()) == directory::Beds::free);
}

TEST_CASE("what is not sound is flagged in words and the rest stands") {
  const auto with = [](const std::function<void(Written&)>& act) {
    Written own;
    own.house();
    act(own);
    const Listing now = own.gather();
    CHECK(organisation(now, kHouse) != nullptr);
    return why(now);
  };
  CHECK(with([](Written& w) { w.beds(5, -1, 10, kNow); }) == "capacity: below zero");
  CHECK(with([](Written& w) { w.beds(5, 11, 10, kNow); }) == "capacity: more free beds than beds");
  CHECK(with([](Written& w) { w.beds(5, 1, 10, kNow + kHour); }) == "at: in the future");
  CHECK(with([](Written& w) { w.checked(6, "phone", true, kNow + kHour); }) == "at: in the future");
  const auto service = [&](const char* field, Value value) {
    return with([&](Written& w) {
      w.put(4, "listed_service", "uid", "x").put(4, "listed_service", "owner", kHouse);
      w.put(4, "listed_service", "code", "food").put(4, "listed_service", field, std::move(value));
    });
  };
  CHECK(service("hours", row(9, {{1, 9}, {2, 540}, {3, 1020}})).starts_with("schedule: "));
  CHECK(
      service("place", Value::map({{7, Value::array({Value(20'000'000), Value(-115'000'000)})}})) ==
      "point: in the sea");
  CHECK(service("zone", "America/Atlantida") == "zone: America/Atlantida");
  CHECK(service("owner", "nobody") == "owner: no such organisation");
  CHECK(with([](Written& w) {
          w.put(4, "listed_organisation", "uid", "y").put(4, "listed_organisation", "name", "Dos");
          w.put(4, "listed_organisation", "identifiers", Value::map({{1, "MX-CLUNI"}, {2, "A"}}));
          w.put(4, "listed_organisation", "identifiers", Value::map({{1, "MX-CLUNI"}, {2, "B"}}));
        }) == "identifier: two MX-CLUNI");
}

TEST_CASE(
    "a child's facts: what is unsure is unknown, and nothing is read from a part not opened") {
  casefile::Folded identity{base::Compartment::identity, {}, {}, {}};
  const casefile::RecordType& person_type = *catalogue().type("person");
  casefile::FoldedRecord girl;
  girl.id = base::RecordId::from_bytes(id_bytes(1)).value();
  girl.type = person_type.number;
  const auto put = [&](const char* field, Value value) {
    casefile::FoldedField folded;
    folded.number = person_type.field(std::string_view(field))->number;
    folded.shown.push_back({});
    folded.shown.back().value = std::move(value);
    girl.fields.push_back(std::move(folded));
    std::ranges::sort(girl.fields, {}, &casefile::FoldedField::number);
  };
  put("role", "child");
  put("birth_date", "2010-05");
  put("sex", "f");
  put("nationalities", "GT");
  put("languages", Value::map({{1, "mam"}, {4, true}}));
  identity.records.push_back(girl);
  const base::Day day = base::day_of(2026, 11, 22);
  const ChildFacts facts = child_of(catalogue(), {&identity}, day);
  CHECK(facts.child.age == 16);
  CHECK(facts.child.sex == "female");
  CHECK(facts.child.nationality == "GT");
  CHECK(facts.language == "mam");
  CHECK(facts.needs_interpreter);
  CHECK_FALSE(facts.child.pregnant.has_value());
  // In May nobody can say whether she is 15 or 16.
  CHECK_FALSE(child_of(catalogue(), {&identity}, base::day_of(2026, 5, 15)).child.age.has_value());
  CHECK(child_of(catalogue(), {}, day).known.empty());
}

TEST_CASE("steps come back in the order written, and only of their track") {
  casefile::Folded ops{base::Compartment::ops, {}, {}, {}};
  const casefile::RecordType& type = *catalogue().type("constitution_event");
  const auto add = [&](int number, std::uint64_t ms, const char* track, const char* what) {
    casefile::FoldedRecord record;
    record.id = base::RecordId::from_bytes(id_bytes(number)).value();
    record.type = type.number;
    record.first.hlc.ms = ms;
    for (const auto& [field, value] :
         std::map<std::string, Value>{{"step", Value("definition")},
                                      {"what", Value(what)},
                                      {"track", Value(track)},
                                      {"happened_on", Value("2026-03-02")},
                                      {"reference", Value("f. 3")}}) {
      casefile::FoldedField folded;
      folded.number = type.field(std::string_view(field))->number;
      folded.shown.push_back({});
      folded.shown.back().value = value;
      record.fields.push_back(std::move(folded));
    }
    std::ranges::sort(record.fields, {}, &casefile::FoldedField::number);
    ops.records.push_back(std::move(record));
  };
  add(1, 30, "mexico", "done");
  add(2, 10, "mexico", "document");
  add(3, 20, "united_states", "done");
  const auto events = events_of(catalogue(), &ops, "mexico");
  REQUIRE(events.size() == 2);
  CHECK(events[0].what == "document");
  CHECK(events[0].reference == "f. 3");
  CHECK(events[1].what == "done");
  CHECK(events[1].on == base::day_of(2026, 3, 2));
}

}  // namespace
}  // namespace listing
