// What the tests of views share: a small catalogue, a ledger in memory, keys, saves, and invented
// names. Included by *_test.cpp only.
#pragma once

#include <map>

#include <doctest/doctest.h>

#include "ledger/ledger.h"
#include "store/memory_store.h"
#include "views/catch_up.h"
#include "views/index.h"

namespace views_test {

using base::Compartment;
using codec::Value;

// Record type 10 "person": names and dates in `identity`, status and summary in `ops`.
namespace person {
inline constexpr std::uint32_t kType = 10;
inline constexpr std::uint32_t kName = 1, kBirth = 2, kCurp = 3, kStatus = 4, kSummary = 5,
                               kHearing = 6, kWhereabouts = 7;
}  // namespace person

struct FieldSpec {
  std::uint32_t number;
  const char* id;
  casefile::Kind kind;
  Compartment compartment;
  casefile::Index index;
};

inline Value both(const char* text) {
  return Value::array({Value(text), Value(text)});
}

inline Value map_of(std::initializer_list<std::pair<const char*, Value>> pairs) {
  Value::Map map;
  for (const auto& [key, value] : pairs) map.emplace_back(Value(key), value);
  return Value::map(std::move(map));
}

inline casefile::Catalogue small_catalogue() {
  using casefile::Index;
  using casefile::Kind;
  const FieldSpec specs[] = {
      {person::kName, "name", Kind::person_name, Compartment::identity, Index::name},
      {person::kBirth, "birth", Kind::partial_date, Compartment::identity, Index::date},
      {person::kCurp, "curp", Kind::text, Compartment::identity, Index::exact},
      {person::kStatus, "status", Kind::code, Compartment::ops, Index::filter},
      {person::kSummary, "summary", Kind::text, Compartment::ops, Index::text},
      {person::kHearing, "hearing", Kind::partial_date, Compartment::ops, Index::date},
      {person::kWhereabouts, "whereabouts", Kind::text, Compartment::location, Index::text}};
  Value::Array frozen;
  Value::Array fields;
  const Value none = Value::array({});
  for (const FieldSpec& spec : specs) {
    frozen.push_back(map_of({{"type", Value(10)},
                             {"version", Value(1)},
                             {"field", Value(std::int64_t{spec.number})},
                             {"kind", Value(static_cast<int>(spec.kind))},
                             {"compartment", Value(static_cast<int>(spec.compartment))},
                             {"rule", Value(1)},
                             {"loosening", Value(1)},
                             {"strictness", none},
                             {"initial", Value("")},
                             {"transitions", none}}));
    fields.push_back(map_of({{"number", Value(std::int64_t{spec.number})},
                             {"id", Value(spec.id)},
                             {"label", both(spec.id)},
                             {"help", both("")},
                             {"kind", Value(static_cast<int>(spec.kind))},
                             {"list", Value("")},
                             {"target", Value(0)},
                             {"scale", Value(0)},
                             {"personal", Value(true)},
                             {"required", Value(false)},
                             {"retired", Value(false)},
                             {"index", Value(static_cast<int>(spec.index))},
                             {"states", none},
                             {"columns", none}}));
  }
  const Value type = map_of({{"number", Value(10)},
                             {"version", Value(1)},
                             {"id", Value("person")},
                             {"label", both("person")},
                             {"help", both("")},
                             {"kinds", Value::array({Value("child")})},
                             {"compartment", Value(static_cast<int>(Compartment::identity))},
                             {"single", Value(false)},
                             {"retention", Value("")},
                             {"fields", Value::array(std::move(fields))}});
  const auto section = [](std::initializer_list<std::pair<const char*, Value>> pairs) {
    return codec::encode(map_of(pairs));
  };
  auto catalogue = casefile::Catalogue::load(section({{"format", Value(1)},
                                                      {"frozen", Value::array(std::move(frozen))},
                                                      {"types", Value::array({type})}}),
                                             section({{"format", Value(1)}, {"lists", none}}),
                                             section({{"format", Value(1)}, {"schedules", none}}));
  REQUIRE_MESSAGE(catalogue.has_value(),
                  (catalogue ? "" : catalogue.error().details.front().second));
  return std::move(*catalogue);
}

inline Value name_value(std::string_view name) {
  return Value::map({{Value(1), Value::array({Value(name)})}});
}

// Invented names: first name, two surnames, from words common enough to collide.
inline std::string invented_name(base::SeededRandom& random) {
  static constexpr const char* kFirst[] = {
      "María",  "Juan",     "Guadalupe", "José",   "Xochitl", "Wendy",     "Brayan", "Ixchel",
      "Yareli", "Kevin",    "Rosa",      "Miguel", "Dulce",   "Génesis",   "Ángel",  "Itzel",
      "Josué",  "Michelle", "Rigoberta", "Darwin", "Heidy",   "Esmeralda", "Abner",  "Nahomi"};
  static constexpr const char* kLast[] = {
      "López",   "Hernández", "Pérez",  "Xol",      "Caal",    "Ixcoy",   "Velásquez", "Chub",
      "Tzoc",    "Mendoza",   "Zelaya", "Choc",     "Ajanel",  "Ramírez", "Quiej",     "Sacbajá",
      "Canales", "Funes",     "Batz",   "Orellana", "Escobar", "Tiul",    "Maldonado", "Paz",
      "Guox",    "Vicente",   "Mejía",  "Cux",      "Larios",  "Pacheco", "Bámaca",    "Domínguez"};
  const auto pick = [&](const auto& list) { return list[random.below(std::size(list))]; };
  std::string name = pick(kFirst);
  if (random.below(2) == 0) name += std::string(" ") + pick(kFirst);
  return name + " " + pick(kLast) + " " + pick(kLast);
}

// A ledger in memory with two writing nodes' worth of nothing but one, and every key at hand.
class World : public views::KeyHolder {
 public:
  explicit World(std::uint64_t seed)
      : random(seed),
        node(base::NodeId::random(random)),
        signing(crypto::SigningKey::generate(random)),
        signer(signing),
        store(store::memory_store()),
        catalogue(small_catalogue()) {
    crypto::init();
    roster.add(node, signing.verify_key());
    ledger = std::make_unique<ledger::Ledger>(
        *store, ledger::Identity{node, &signer, &roster, nullptr, &clock, &random});
    REQUIRE(ledger->start().has_value());
  }

  const crypto::CompartmentKey* find(const base::CaseId& case_id, Compartment compartment,
                                     const crypto::KeyId& id) override {
    const crypto::CompartmentKey* key = current(case_id, compartment);
    return key != nullptr && crypto::key_id(*key) == id ? key : nullptr;
  }
  const crypto::CompartmentKey* current(const base::CaseId& case_id,
                                        Compartment compartment) override {
    const auto key = keys.find({case_id, compartment});
    return key == keys.end() ? nullptr : &key->second;
  }

  // Sets one field of the case file's one person.
  void set(const base::CaseId& case_id, Compartment compartment, std::uint32_t field, Value value) {
    casefile::Op op;
    op.kind = static_cast<std::uint32_t>(casefile::OpKind::set);
    op.record = record_of(case_id);
    op.type = person::kType;
    op.version = 1;
    op.field = field;
    op.value = std::move(value);
    auto& heads = heads_[{case_id, field}];
    op.base = heads;
    save(case_id, compartment, {std::move(op)});
    heads = {{last_hlc, node, 0}};
  }

  void save(const base::CaseId& case_id, Compartment compartment, std::vector<casefile::Op> ops) {
    clock.advance(1000);
    last_hlc = {static_cast<std::uint64_t>(clock.now_ms()), 0};
    casefile::Batch batch;
    batch.hlc = last_hlc;
    batch.user = base::UserId::random(random);
    batch.save = base::SaveId::random(random);
    batch.ops = std::move(ops);
    const auto [key, fresh] =
        keys.try_emplace({case_id, compartment}, crypto::CompartmentKey::random(random));
    const auto receipt = ledger->append(
        {batch.save, {{case_id, compartment, &key->second, casefile::encode(batch)}}, {}, {}});
    REQUIRE(receipt.has_value());
  }

  base::RecordId record_of(const base::CaseId& case_id) const {
    return base::RecordId::from_bytes(case_id.bytes()).value();
  }
  views::Sources sources(views::Capsules& capsules) { return {*ledger, capsules, catalogue, {}}; }

  base::SeededRandom random;
  base::ManualClock clock{1'700'000'000'000};
  base::NodeId node;
  crypto::SigningKey signing;
  ledger::NodeSigner signer;
  ledger::KeyRoster roster;
  std::unique_ptr<ledger::Store> store;
  std::unique_ptr<ledger::Ledger> ledger;
  casefile::Catalogue catalogue;
  std::map<std::pair<base::CaseId, Compartment>, crypto::CompartmentKey> keys;
  base::Hlc last_hlc;

 private:
  std::map<std::pair<base::CaseId, std::uint32_t>, std::vector<casefile::Stamp>> heads_;
};

inline views::Cell cell(std::uint32_t field, casefile::Index index, Value value) {
  return {person::kType, field, index, std::move(value)};
}

inline views::Row named_row(const base::CaseId& id, std::uint64_t ms, std::string_view name) {
  return {id, {ms, 0}, 0, {cell(person::kName, casefile::Index::name, Value(name))}};
}

inline std::vector<views::Row> all_rows(const views::Index& index) {
  std::vector<views::Row> rows;
  index.each([&](const views::Row& row) { rows.push_back(row); });
  return rows;
}

}  // namespace views_test
