#include "views/index.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "views/index_state.h"
#include "views/terms.h"

namespace views {

namespace {

// A filter that few rows pass is answered by those rows; others by walking in the list's order.
constexpr std::size_t kFew = 4000;

struct Place {
  std::int64_t at;
  std::int64_t ref;
  friend auto operator<=>(const Place&, const Place&) = default;
};

base::Bytes encode_place(const Place& place) {
  base::Bytes out;
  for (const std::int64_t part : {place.at, place.ref}) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(part) >> shift));
    }
  }
  return out;
}

std::optional<Place> decode_place(base::ByteView bytes) {
  if (bytes.size() != 16) return std::nullopt;
  std::uint64_t parts[2] = {0, 0};
  for (std::size_t i = 0; i < 16; ++i) parts[i / 8] = parts[i / 8] << 8 | bytes[i];
  return Place{static_cast<std::int64_t>(parts[0]), static_cast<std::int64_t>(parts[1])};
}

bool passes(const Row& row, const Filter& filter) {
  return std::any_of(row.cells.begin(), row.cells.end(), [&](const Cell& cell) {
    if (cell.type != filter.field.type || cell.field != filter.field.field) return false;
    const auto codes = codes_of(cell.value);
    return std::any_of(codes.begin(), codes.end(), [&](const std::string& code) {
      return std::find(filter.any_of.begin(), filter.any_of.end(), code) != filter.any_of.end();
    });
  });
}

bool passes_all(const Row& row, const std::vector<Filter>& filters) {
  return std::all_of(filters.begin(), filters.end(),
                     [&](const Filter& filter) { return passes(row, filter); });
}

std::string expression_of(const Filter& filter) {
  std::string expression;
  for (const std::string& code : filter.any_of) {
    expression += expression.empty() ? "\"" : " OR \"";
    expression += code_term(filter.field, code) + "\"";
  }
  return expression;
}

std::optional<std::int64_t> sort_value(const Row& row, FieldRef field) {
  for (const Moment& moment : moments_of(row)) {
    if (moment.field.type == field.type && moment.field.field == field.field) return moment.at;
  }
  return std::nullopt;
}

// One page of a list: rows that come behind the start, one more than the limit when there are more.
struct Listing {
  const ListQuery& query;
  FieldRef sort;
  Place start;
  std::vector<std::pair<Place, Row>> found;

  bool full() const { return found.size() > query.limit; }
  bool behind(const Place& place) const {
    return query.latest_first ? place < start : place > start;
  }
};

void list_candidates(Index::State& state, const std::vector<std::int64_t>& refs, Listing& listing) {
  for (const std::int64_t ref : refs) {
    Row row = state.row(ref);
    const auto at = sort_value(row, listing.sort);
    if (!at || !listing.behind({*at, ref}) || !passes_all(row, listing.query.filters)) continue;
    listing.found.emplace_back(Place{*at, ref}, std::move(row));
  }
  std::sort(listing.found.begin(), listing.found.end(), [&](const auto& a, const auto& b) {
    return listing.query.latest_first ? a.first > b.first : a.first < b.first;
  });
  if (listing.full()) listing.found.resize(listing.query.limit + 1);
}

void list_walking(Index::State& state, Listing& listing) {
  const Use walk(listing.query.latest_first ? state.walk_down : state.walk_up);
  walk->bind(1, listing.sort.type).bind(2, listing.sort.field);
  walk->bind(3, listing.start.at).bind(4, listing.start.ref);
  while (!listing.full() && walk->step()) {
    const Place place{walk->integer(0), walk->integer(1)};
    Row row = state.row(place.ref);
    if (passes_all(row, listing.query.filters)) listing.found.emplace_back(place, std::move(row));
  }
}

}  // namespace

Index::Index(const Scope& scope) : Index(scope, std::make_unique<State>()) {}

Index::Index(const Scope& scope, std::unique_ptr<State> state)
    : scope_(scope), state_(std::move(state)) {
  AMPARO_CHECK(is_indexed(scope.compartment));
}

Index::~Index() = default;

ledger::LocalId Index::up_to() const {
  const std::lock_guard lock(mutex_);
  return static_cast<ledger::LocalId>(state_->db.ask("SELECT value FROM mark"));
}

void Index::set_up_to(ledger::LocalId id) {
  const std::lock_guard lock(mutex_);
  state_->db.make_room();
  state_->set_mark.bind(1, static_cast<std::int64_t>(id)).run();
}

void Index::put(std::span<const Row> rows) {
  const std::lock_guard lock(mutex_);
  constexpr std::size_t kAtOnce = 4096;  // small beside the room that is made for one transaction
  for (std::size_t at = 0; at < rows.size(); at += kAtOnce) {
    Transaction transaction(state_->db);
    for (const Row& row : rows.subspan(at, std::min(kAtOnce, rows.size() - at))) state_->put(row);
    transaction.commit();
  }
}

void Index::remove(const base::CaseId& id) {
  const std::lock_guard lock(mutex_);
  const auto old = state_->find(id);
  if (!old) return;
  Transaction transaction(state_->db);
  state_->take_out(*old);
  transaction.commit();
}

std::size_t Index::size() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(state_->db.ask("SELECT count(*) FROM file"));
}

std::optional<Row> Index::get(const base::CaseId& id) const {
  const std::lock_guard lock(mutex_);
  auto stored = state_->find(id);
  if (!stored) return std::nullopt;
  return std::move(stored->row);
}

base::Result<Page> Index::list(const ListQuery& query) const {
  if (query.limit == 0 || query.limit > kMaxPage) {
    return base::refuse(base::Code::bad_value, {{"what", "limit"}});
  }
  constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
  const std::int64_t first = query.latest_first ? kEnd : -kEnd;
  Listing listing{query, query.by_date.value_or(kLastChange), {first, first}, {}};
  if (!query.cursor.empty()) {
    const auto place = decode_place(query.cursor);
    if (!place) return base::refuse(base::Code::bad_value, {{"what", "cursor"}});
    listing.start = *place;
  }
  const std::lock_guard lock(mutex_);
  std::optional<std::vector<std::int64_t>> few;
  for (const Filter& filter : query.filters) {
    if (filter.any_of.empty()) return Page{};
    auto refs = state_->matching(expression_of(filter), kFew + 1);
    if (refs.size() <= kFew && (!few || refs.size() < few->size())) few = std::move(refs);
  }
  if (few) {
    list_candidates(*state_, *few, listing);
  } else {
    list_walking(*state_, listing);
  }
  Page page;
  if (listing.full()) {
    listing.found.pop_back();
    page.next = encode_place(listing.found.back().first);
  }
  for (auto& [place, row] : listing.found) page.rows.push_back(std::move(row));
  return page;
}

std::vector<Row> Index::find_exact(FieldRef field, std::string_view text) const {
  const std::string term = exact_term(field, text);
  const std::lock_guard lock(mutex_);
  std::vector<Row> rows;
  for (const std::int64_t ref : state_->matching("\"" + term + "\"", kMaxPage)) {
    Row row = state_->row(ref);
    const bool sure = std::any_of(row.cells.begin(), row.cells.end(), [&](const Cell& cell) {
      return cell.index == casefile::Index::exact &&
             exact_term({cell.type, cell.field}, text_of(cell.value)) == term;
    });
    if (sure) rows.push_back(std::move(row));
  }
  return rows;
}

void Index::each(const std::function<void(const Row&)>& visit) const {
  const std::lock_guard lock(mutex_);
  Statement all(state_->db.handle(), "SELECT ref FROM file ORDER BY id");
  while (all.step()) visit(state_->row(all.integer(0)));
}

std::size_t Index::memory_bytes() const {
  const std::lock_guard lock(mutex_);
  return state_->db.bytes();
}

void Index::compact() {
  const std::lock_guard lock(mutex_);
  state_->db.make_room();
  state_->db.run("INSERT INTO term(term) VALUES('optimize'); VACUUM");
  state_->changed = 0;
}

}  // namespace views
