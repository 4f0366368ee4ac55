#include "screening/gather.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/partial_date.h"
#include "casefile/control.h"
#include "casefile/instant.h"
#include "pack/embedded.h"
#include "screening/check/check_mapping.h"

namespace screening {
namespace {

using base::Compartment;
using codec::Value;

base::ByteView section(const char* name) {
  return pack::embedded().section(name).value();
}
const casefile::Catalogue& catalogue() {
  static const casefile::Catalogue loaded =
      casefile::Catalogue::load(section("records"), section("codes"), section("retention")).value();
  return loaded;
}
const law::Ruleset& ruleset() {
  static const law::Ruleset loaded = law::Ruleset::from_bytes(section("law")).value();
  return loaded;
}
const Mapping& mapping() {
  static const Mapping loaded =
      Mapping::load(codec::decode(section("facts/from-records")).value()).value();
  return loaded;
}

base::RecordId record_id(int number) {
  base::Bytes bytes(base::RecordId::kSize);
  bytes[0] = static_cast<std::uint8_t>(number);
  return base::RecordId::from_bytes(bytes).value();
}

// A case file built by hand, already folded.
class File {
 public:
  File& put(int record, const char* type_id, const char* field_id, const Value& value) {
    return add(record, type_id, field_id, value, false);
  }
  // As written by a second person who had not seen the first value.
  File& clash(int record, const char* type_id, const char* field_id, const Value& value) {
    return add(record, type_id, field_id, value, true);
  }

  law::AtomState::State state(const char* atom) {
    const law::Bound bound = bind();
    return bound.atoms[static_cast<std::size_t>(ruleset().atom(atom))].state;
  }
  law::Bound bind() {
    gathered = gather(mapping(), ruleset(), {catalogue(), views()});
    const law::Day today = law::parse_date("2026-11-22")->lo;
    return law::bind_facts(ruleset(), gathered.facts, {today, today, today},
                           law::Strictness::refuse_unknown_atoms)
        .value();
  }
  const law::Fact* fact(const char* atom) {
    bind();
    const auto found = std::ranges::find(gathered.facts, atom, &law::Fact::atom);
    return found == gathered.facts.end() ? nullptr : &*found;
  }
  void hide(Compartment compartment) {
    std::erase_if(folded_, [&](const auto& one) { return one.compartment == compartment; });
  }

  Gathered gathered;

 private:
  File& add(int record, const char* type_id, const char* field_id, const Value& value, bool other) {
    const casefile::RecordType& type = *catalogue().type(std::string_view(type_id));
    const casefile::Field& field = *type.field(std::string_view(field_id));
    auto folded =
        std::ranges::find(folded_, field.fold.compartment, &casefile::Folded::compartment);
    if (folded == folded_.end()) {
      folded_.push_back({field.fold.compartment, {}, {}, {}});
      folded = folded_.end() - 1;
    }
    const base::RecordId id = record_id(record);
    auto there = std::ranges::find_if(folded->records, [&](const casefile::FoldedRecord& one) {
      return one.id == id && one.type == type.number;
    });
    if (there == folded->records.end()) {
      casefile::FoldedRecord fresh;
      fresh.id = id;
      fresh.type = type.number;
      there = folded->records.insert(
          std::ranges::upper_bound(
              folded->records, std::pair(id, type.number), {},
              [](const casefile::FoldedRecord& one) { return std::pair(one.id, one.type); }),
          fresh);
    }
    auto at = std::ranges::find(there->fields, field.number, &casefile::FoldedField::number);
    if (at == there->fields.end()) {
      casefile::FoldedField empty;
      empty.number = field.number;
      at = there->fields.insert(
          std::ranges::upper_bound(there->fields, field.number, {}, &casefile::FoldedField::number),
          empty);
    }
    casefile::Shown shown;
    shown.value = value;
    shown.stamp.hlc.ms = 1'790'000'000'000;
    (other ? at->others : at->shown).push_back(shown);
    return *this;
  }
  std::vector<const casefile::Folded*> views() const {
    std::vector<const casefile::Folded*> out;
    for (const casefile::Folded& one : folded_) out.push_back(&one);
    return out;
  }
  std::vector<casefile::Folded> folded_;
};

File child() {
  File file;
  file.put(1, "person", "role", "child").put(1, "person", "birth_date", "2011-05");
  return file;
}

Value day(const char* text) {
  const law::Day number = law::parse_date(text)->lo;
  return casefile::make_instant(static_cast<base::UtcMs>(number) * 86'400'000, "",
                                casefile::InstantPrecision::day);
}

TEST_CASE("a month of birth stays a month") {
  File file = child();
  const law::Fact* fact = file.fact("child.birth_date");
  REQUIRE(fact != nullptr);
  CHECK(law::format_days(fact->value.span()) == "2011-05");
  CHECK(fact->source == "person.birth_date");
  CHECK(file.gathered.said.front().record == record_id(1));
}

TEST_CASE("an unknown date of birth is no fact") {
  File file;
  file.put(1, "person", "role", "child").put(1, "person", "birth_date", "?");
  CHECK(file.fact("child.birth_date") == nullptr);
}

TEST_CASE("another person's date of birth is not the child's") {
  File file;
  file.put(1, "person", "role", "parent").put(1, "person", "birth_date", "1980");
  CHECK(file.fact("child.birth_date") == nullptr);
}

TEST_CASE("two values written apart are a conflict") {
  File file = child();
  CHECK(file.state("child.birth_date") == law::AtomState::State::known);
  file.clash(1, "person", "birth_date", "2006-01-01");
  CHECK(file.state("child.birth_date") == law::AtomState::State::conflict);
}

TEST_CASE("only the open custody episode says who has the child") {
  File file = child();
  file.put(2, "custody_episode", "authority", "inm").put(2, "custody_episode", "kind", "detention");
  file.put(2, "custody_episode", "began", day("2026-03-02"));
  REQUIRE(file.fact("custodian") != nullptr);
  CHECK(file.fact("custodian")->value.words() == std::vector<std::string>{"INM"});
  CHECK(file.fact("deprived_of_liberty") != nullptr);
  file.put(2, "custody_episode", "ended", day("2026-03-03"));
  CHECK(file.fact("custodian") == nullptr);
  CHECK(file.fact("mx.contact_inm") != nullptr);
}

TEST_CASE("of two encounters with INM the first gives the day of first contact") {
  File file = child();
  for (const auto& [record, date] : {std::pair{2, "2026-04-02"}, {3, "2026-03-02"}}) {
    file.put(record, "custody_episode", "authority", "inm");
    file.put(record, "custody_episode", "kind", "encounter");
    file.put(record, "custody_episode", "began", day(date));
  }
  const law::Fact* fact = file.fact("mx.contact_inm_at");
  REQUIRE(fact != nullptr);
  CHECK(law::format_minute(fact->value.span().lo) == "2026-03-02T00:00");
  CHECK(file.state("mx.contact_inm_at") == law::AtomState::State::known);
}

TEST_CASE("the country of birth says both ways") {
  File file = child();
  Value place;
  place.set(1, "HN");
  file.put(1, "person", "birthplace", place);
  CHECK(file.fact("mx.born_in_mexico")->value.span() == law::Span::of(0));
}

TEST_CASE("an answer by hand is a fact, and against a record a conflict") {
  File file = child();
  file.put(9, "legal_fact", "atom", "fear_of_return").put(9, "legal_fact", "answer", "true");
  file.put(9, "legal_fact", "said_by", "child");
  CHECK(file.state("fear_of_return") == law::AtomState::State::known);
  CHECK(file.gathered.said.back().said_by == "child");
  file.put(8, "legal_fact", "atom", "child.birth_date").put(8, "legal_fact", "answer", "2005");
  CHECK(file.state("child.birth_date") == law::AtomState::State::conflict);
}

TEST_CASE("answers of the legal compartment are not there for who cannot open it") {
  File file = child();
  file.put(9, "legal_fact", "atom", "fear_of_return").put(9, "legal_fact", "answer", "true");
  file.hide(Compartment::legal);
  CHECK(file.fact("fear_of_return") == nullptr);
}

TEST_CASE("a recorded fulfilment is what the duty's rule asks for") {
  File file = child();
  file.put(5, "duty_fulfilment", "duty", "mx.canalizacion");
  file.put(5, "duty_fulfilment", "on", day("2026-03-02"));
  CHECK(file.fact("mx.procuraduria_notified_at") != nullptr);
}

TEST_CASE("an answer that is no value of its type is none") {
  const law::Index fear = ruleset().atom("fear_of_return");
  CHECK(value_of_answer(ruleset(), fear, "true"));
  CHECK_FALSE(value_of_answer(ruleset(), fear, "2026-01-01"));
  CHECK_FALSE(value_of_answer(ruleset(), fear, "true,false"));
  const law::Index custodian = ruleset().atom("custodian");
  CHECK(value_of_answer(ruleset(), custodian, "INM"));
  CHECK_FALSE(value_of_answer(ruleset(), custodian, "FBI"));
  const law::Index harm = ruleset().atom("parental_harm");
  CHECK(value_of_answer(ruleset(), harm, "abuse, neglect"));
  CHECK_FALSE(value_of_answer(ruleset(), harm, "abuse, other"));
  CHECK_FALSE(value_of_answer(ruleset(), ruleset().atom("child.birth_date"), "2011-02-31"));
}

// What the check says of one entry, in English.
std::string complaint(const std::string& entry) {
  const law::Problems problems =
      check_mapping("facts:\n  - " + entry + "\n", "facts.yaml", catalogue(), ruleset());
  return problems.empty() ? "" : law::sentence(problems.front(), "en");
}

TEST_CASE("the check of the mapping names file and line") {
  CHECK(complaint("{atom: child.birth_date, record: person, field: birth_date}") == "");
  CHECK(complaint("{atom: child.birthdate, record: person, field: birth_date}") ==
        "facts.yaml:2: There is no atom \"child.birthdate\".");
  CHECK(complaint("{atom: child.birth_date, record: persona, field: birth_date}") ==
        "facts.yaml:2: There is no record \"persona\".");
  CHECK(complaint("{atom: child.birth_date, record: person, field: born}") ==
        "facts.yaml:2: Record \"person\" has no field \"born\".");
  CHECK(complaint("{atom: child.birth_date, record: person, field: sex}") ==
        "facts.yaml:2: Field person.sex is no date.");
  CHECK(
      complaint("{atom: custodian, record: custody_episode, field: authority, map: {imn: INM}}") ==
      "facts.yaml:2: \"imn\" is no code of custody_episode.authority.");
  CHECK(
      complaint("{atom: custodian, record: custody_episode, field: authority, map: {inm: IMN}}") ==
      "facts.yaml:2: Atom \"custodian\" (enum) cannot be \"IMN\".");
  CHECK(complaint("{atom: fear_of_return, record: person, say: maybe}") ==
        "facts.yaml:2: Atom \"fear_of_return\" (bool) cannot be \"maybe\".");
  CHECK(complaint("{atom: fear_of_return, record: person, say: true, field: sex}")
            .starts_with("facts.yaml:2: "));
  CHECK(complaint("{atom: fear_of_return, record: person, says: true}")
            .starts_with("facts.yaml:2: "));
}

}  // namespace
}  // namespace screening
