#include "views/index.h"

#include <algorithm>
#include <rapidcheck.h>

#include "views/terms.h"
#include "views/test_world.h"

using namespace views;
using namespace views_test;

namespace {

using In = casefile::Index;

Scope scope_of(base::SeededRandom& random, Compartment compartment = Compartment::identity) {
  return {base::TeamId::random(random), compartment};
}

std::vector<base::CaseId> ids(const std::vector<Row>& rows) {
  std::vector<base::CaseId> out;
  for (const Row& row : rows) out.push_back(row.id);
  return out;
}

constexpr FieldRef kStatus{person::kType, person::kStatus};
constexpr FieldRef kHearing{person::kType, person::kHearing};

// A row of `ops` with perhaps a status, perhaps a hearing.
Row random_row(base::SeededRandom& random, const base::CaseId& id) {
  Row row{id, {1000 + random.below(500), 0}, static_cast<std::uint32_t>(random.below(2)), {}};
  if (random.below(4) != 0) {
    row.cells.push_back(
        cell(person::kStatus, In::filter, Value("s" + std::to_string(random.below(3)))));
  }
  if (random.below(2) == 0) {
    const std::string day = "2024-05-1" + std::to_string(random.below(10));
    row.cells.push_back(cell(person::kHearing, In::date, Value(day)));
  }
  return row;
}

// The obvious twin of `list`: everything, filtered and sorted each time.
std::vector<base::CaseId> twin_list(const std::vector<Row>& rows, const ListQuery& query) {
  std::vector<std::pair<std::int64_t, base::CaseId>> found;
  for (const Row& row : rows) {
    bool passes = true;
    for (const Filter& filter : query.filters) {
      const Value* value = row.value(filter.field.type, filter.field.field);
      passes = passes && value != nullptr &&
               std::count(filter.any_of.begin(), filter.any_of.end(), *value->as_text()) > 0;
    }
    std::optional<std::int64_t> at = static_cast<std::int64_t>(row.updated.packed());
    if (query.by_date) {
      const Value* value = row.value(query.by_date->type, query.by_date->field);
      at = value == nullptr ? std::nullopt : moment_of(*value);
    }
    if (passes && at) found.emplace_back(query.latest_first ? -*at : *at, row.id);
  }
  std::sort(found.begin(), found.end());
  std::vector<base::CaseId> out;
  for (const auto& [at, id] : found) out.push_back(id);
  return out;
}

}  // namespace

TEST_CASE("a row put is found, replaced and removed") {
  base::SeededRandom random(1);
  views::Index index(scope_of(random));
  const base::CaseId id = base::CaseId::random(random);
  const Row row = named_row(id, 5, "Ixchel Caal");
  index.put({&row, 1});
  CHECK(index.get(id) == row);
  CHECK(index.search_name("Ixchel Caal", 5).size() == 1);
  const Row other = named_row(id, 6, "Wendy Funes");
  index.put({&other, 1});
  CHECK(index.size() == 1);
  CHECK(index.get(id) == other);
  CHECK(index.search_name("Ixchel Caal", 5).empty());
  CHECK(index.search_name("Wendy", 5).size() == 1);
  index.remove(id);
  CHECK(index.size() == 0);
  CHECK_FALSE(index.get(id));
  CHECK(index.search_name("Wendy Funes", 5).empty());
  CHECK(index.list({}).value().rows.empty());
  index.remove(id);  // nothing to remove
  index.set_up_to(77);
  CHECK(index.up_to() == 77);
}

TEST_CASE("lists agree with the obvious twin, page by page") {
  CHECK(rc::check("filters, sort, pages", [] {
    base::SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
    views::Index index(scope_of(random, Compartment::ops));
    std::map<base::CaseId, Row> rows;
    std::vector<base::CaseId> known;
    for (int i = 0; i < 120; ++i) {
      const bool again = !known.empty() && random.below(3) == 0;
      const base::CaseId id =
          again ? known[random.below(known.size())] : base::CaseId::random(random);
      if (!again) known.push_back(id);
      Row row = random_row(random, id);
      index.put({&row, 1});
      rows.insert_or_assign(id, std::move(row));
    }
    std::vector<Row> all;
    for (const auto& [id, row] : rows) all.push_back(row);
    RC_ASSERT(all_rows(index) == all);
    ListQuery query;
    if (random.below(2) == 0) query.filters.push_back({kStatus, {"s0"}});
    if (random.below(3) == 0) query.filters.push_back({kStatus, {"s0", "s1"}});
    if (random.below(2) == 0) query.by_date = kHearing;
    query.latest_first = random.below(2) == 0;
    query.limit = 1 + random.below(20);
    std::vector<base::CaseId> paged;
    std::vector<std::int64_t> order;
    do {
      const Page page = index.list(query).value();
      RC_ASSERT(page.rows.size() <= query.limit);
      for (const Row& row : page.rows) {
        paged.push_back(row.id);
        order.push_back(query.by_date ? *moment_of(*row.value(kHearing.type, kHearing.field))
                                      : static_cast<std::int64_t>(row.updated.packed()));
      }
      query.cursor = page.next;
    } while (!query.cursor.empty());
    if (query.latest_first) std::reverse(order.begin(), order.end());
    RC_ASSERT(std::is_sorted(order.begin(), order.end()));
    std::vector<base::CaseId> expected = twin_list(all, query);
    std::sort(expected.begin(), expected.end());
    std::sort(paged.begin(), paged.end());
    RC_ASSERT(paged == expected);  // rows that sort equal may stand in any order
  }));
}

TEST_CASE("a filter that many pass gives what one that few pass gives") {
  base::SeededRandom random(2);
  views::Index index(scope_of(random, Compartment::ops));
  std::vector<Row> rows;
  for (std::uint64_t i = 0; i < 6000; ++i) {
    rows.push_back({base::CaseId::random(random),
                    {i + 1, 0},
                    0,
                    {cell(person::kStatus, In::filter, Value(i % 6 == 0 ? "rare" : "common"))}});
  }
  index.put(rows);
  ListQuery query{{{kStatus, {"common"}}}, {}, true, 500, {}};  // 5,000 rows: by walking
  std::size_t common = 0;
  do {
    const Page page = index.list(query).value();
    common += page.rows.size();
    query.cursor = page.next;
  } while (!query.cursor.empty());
  CHECK(common == 5000);
  query.filters = {{kStatus, {"rare"}}};  // 1,000: by candidates
  const Page page = index.list(query).value();
  CHECK(page.rows.size() == 500);
  CHECK(page.rows.front().updated.ms == 5995);
  query.filters = {{kStatus, {"rare"}}, {kStatus, {"common"}}};
  CHECK(index.list(query).value().rows.empty());
}

TEST_CASE("a wrong cursor or limit is refused") {
  base::SeededRandom random(3);
  const views::Index index(scope_of(random));
  CHECK(index.list({{}, {}, true, 0, {}}).error().code == base::Code::bad_value);
  CHECK(index.list({{}, {}, true, kMaxPage + 1, {}}).error().code == base::Code::bad_value);
  CHECK(index.list({{}, {}, true, 5, {1, 2}}).error().code == base::Code::bad_value);
}

TEST_CASE("names are found as they are heard, misspelt, reordered and begun") {
  base::SeededRandom random(4);
  views::Index index(scope_of(random));
  const std::pair<const char*, const char*> kAsked[] = {
      {"Xochitl Velásquez López", "Sochil Belasques"},
      {"Guadalupe Hernández", "guadalpue hernandes"},
      {"Ixchel Caal Chub", "Chub Ixchel"},
      {"María José de la Cruz Pérez", "ma jose cruz peres"},
      {"Rigoberta Sacbajá", "Rigoverta Sakbaja"},
      {"Brayan Zelaya", "Bryan Selaya"},
      {"Ángel Orellana", "angel oreyana"},
      {"Esmeralda Quiej", "Quiej Esmer"},
      {"Nahomi Tz'oc", "Naomi Tzoc"},
      {"José Vicente Batz", "jose bicente bats"}};
  std::vector<Row> rows;
  for (const auto& [name, asked] : kAsked) {
    rows.push_back(named_row(base::CaseId::random(random), 1, name));
  }
  for (int i = 0; i < 2000; ++i) {
    rows.push_back(named_row(base::CaseId::random(random), 1, invented_name(random)));
  }
  index.put(rows);
  for (std::size_t i = 0; i < std::size(kAsked); ++i) {
    const auto hits = index.search_name(kAsked[i].second, 20);
    const bool found = std::any_of(hits.begin(), hits.end(),
                                   [&](const Hit& hit) { return hit.row.id == rows[i].id; });
    CHECK_MESSAGE(found, std::string(kAsked[i].second));
    CHECK(std::is_sorted(hits.begin(), hits.end(),
                         [](const Hit& a, const Hit& b) { return a.likeness > b.likeness; }));
  }
  CHECK(index.search_name("", 5).empty());
  CHECK(index.search_name("…", 5).empty());
  CHECK(index.search_name("\" OR *", 5).size() <= 5);  // words, never an expression
}

namespace {

// One letter of one word lost, doubled, exchanged for its neighbour or swapped with it.
std::string misspelt(std::string name, base::SeededRandom& random) {
  std::vector<std::size_t> places;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    if (name[i] >= 'a' && name[i] <= 'z' && name[i + 1] >= 'a' && name[i + 1] <= 'z') {
      places.push_back(i);
    }
  }
  const std::size_t at = places[random.below(places.size())];
  switch (random.below(4)) {
    case 0:
      name.erase(at, 1);
      break;
    case 1:
      name.insert(at, 1, name[at]);
      break;
    case 2:
      std::swap(name[at], name[at + 1]);
      break;
    default:
      name[at] = static_cast<char>('a' + random.below(26));
      break;
  }
  return name;
}

}  // namespace

TEST_CASE("nine of ten names with a random slip of the pen are among the first twenty") {
  base::SeededRandom random(5);
  views::Index index(scope_of(random));
  std::vector<Row> rows;
  std::vector<std::string> names;
  for (int i = 0; i < 3000; ++i) {
    names.push_back(invented_name(random));
    rows.push_back(named_row(base::CaseId::random(random), 1, names.back()));
  }
  index.put(rows);
  int found = 0;
  constexpr int kAsked = 100;
  for (int i = 0; i < kAsked; ++i) {
    const std::size_t which = random.below(rows.size());
    const auto hits = index.search_name(misspelt(names[which], random) + " ", 20);
    found += std::any_of(hits.begin(), hits.end(),
                         [&](const Hit& hit) { return hit.row.id == rows[which].id; });
  }
  MESSAGE("found " << found << " of " << kAsked);
  CHECK(found >= kAsked * 9 / 10);
}

TEST_CASE("texts by their words, identifiers exactly") {
  base::SeededRandom random(6);
  views::Index index(scope_of(random));
  std::vector<Row> rows;
  for (const char* text :
       {"Busca a su tía en Tapachula", "Quiere seguir en la escuela", "Tía en Houston, escuela"}) {
    rows.push_back({base::CaseId::random(random),
                    {1, 0},
                    0,
                    {cell(person::kCurp, In::exact, Value("ID-" + std::to_string(rows.size()))),
                     cell(person::kSummary, In::text, Value(text))}});
  }
  index.put(rows);
  CHECK(ids(index.search_text("TIA ", 10)) == std::vector{rows[2].id, rows[0].id});
  CHECK(ids(index.search_text("tía escuela ", 10)) == std::vector{rows[2].id});
  CHECK(ids(index.search_text("escu", 10)) == std::vector{rows[2].id, rows[1].id});
  CHECK(index.search_text("escu ", 10).empty());
  CHECK(ids(index.find_exact({person::kType, person::kCurp}, "id-1")) == std::vector{rows[1].id});
  CHECK(index.find_exact({person::kType, person::kCurp}, "id-").empty());
  CHECK(index.find_exact({person::kType, person::kName}, "id-1").empty());
}

TEST_CASE("within one step, likeness") {
  CHECK(within_one("abc", "abc"));
  CHECK(within_one("abc", "abd"));
  CHECK(within_one("abc", "ab"));
  CHECK(within_one("abc", "xabc"));
  CHECK(within_one("abc", "acb"));
  CHECK_FALSE(within_one("abc", "cba"));
  CHECK_FALSE(within_one("abc", "axd"));
  CHECK_FALSE(within_one("abc", "a"));
  CHECK(likeness("lopez", "lopez") == 100);
  CHECK(likeness("lopez", "lopes") == 80);
  CHECK(likeness("", "lopes") == 0);
}

TEST_CASE("compacting changes nothing but the room it takes") {
  base::SeededRandom random(7);
  views::Index index(scope_of(random));
  std::vector<Row> rows;
  for (int i = 0; i < 2000; ++i) {
    rows.push_back(named_row(base::CaseId::random(random), 1, invented_name(random)));
  }
  index.put(rows);
  for (Row& row : rows) row.updated.ms = 2;
  index.put(rows);
  const auto before = all_rows(index);
  const std::size_t bytes = index.memory_bytes();
  index.compact();
  CHECK(all_rows(index) == before);
  CHECK(index.memory_bytes() < bytes);
  CHECK(index.search_name("María López", 10).size() == 10);
}
