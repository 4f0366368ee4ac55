#include "views/index_state.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "views/terms.h"

namespace views {

namespace {

using codec::Value;

constexpr const char* kTables = R"sql(
CREATE TABLE file(ref INTEGER PRIMARY KEY, id BLOB NOT NULL, updated INT NOT NULL,
                  troubles INT NOT NULL, cells BLOB NOT NULL);
CREATE INDEX file_id ON file(substr(id, 1, 4));
CREATE TABLE moment(type INT, field INT, at INT, ref INT,
                    PRIMARY KEY(type, field, at, ref)) WITHOUT ROWID;
CREATE TABLE sound(term TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE mark(name TEXT PRIMARY KEY, value INT) WITHOUT ROWID;
CREATE VIRTUAL TABLE term USING fts5(t, content='', columnsize=0, detail=none, tokenize='ascii');
)sql";

std::int64_t packed(base::Hlc time) {
  return static_cast<std::int64_t>(time.packed());
}

Row read_row(const Statement& statement) {
  Row row;
  row.id = base::CaseId::from_bytes(statement.bytes(1)).value();
  row.updated = base::Hlc::unpack(static_cast<std::uint64_t>(statement.integer(2)));
  row.troubles = static_cast<std::uint32_t>(statement.integer(3));
  row.cells = decode_cells(statement.bytes(4));
  return row;
}

}  // namespace

base::Bytes encode_cells(const std::vector<Cell>& cells) {
  Value::Array flat;
  for (const Cell& cell : cells) {
    flat.emplace_back(std::int64_t{cell.type});
    flat.emplace_back(std::int64_t{cell.field});
    flat.emplace_back(static_cast<int>(cell.index));
    flat.push_back(cell.value);
  }
  return codec::encode(Value::array(std::move(flat)));
}

std::vector<Cell> decode_cells(base::ByteView bytes) {
  const auto value = codec::decode(bytes);
  AMPARO_CHECK(value && value->as_array() != nullptr && value->as_array()->size() % 4 == 0);
  const Value::Array& flat = *value->as_array();
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < flat.size(); i += 4) {
    const auto number = [&](std::size_t at) { return flat[i + at].as_int(); };
    AMPARO_CHECK(number(0) != nullptr && number(1) != nullptr && number(2) != nullptr);
    cells.push_back({static_cast<std::uint32_t>(*number(0)), static_cast<std::uint32_t>(*number(1)),
                     static_cast<casefile::Index>(*number(2)), flat[i + 3]});
  }
  return cells;
}

std::vector<Moment> moments_of(const Row& row) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> earliest;
  for (const Cell& cell : row.cells) {
    if (cell.index != casefile::Index::date) continue;
    const auto at = moment_of(cell.value);
    if (!at) continue;
    const auto [place, fresh] = earliest.try_emplace({cell.type, cell.field}, *at);
    if (!fresh) place->second = std::min(place->second, *at);
  }
  std::vector<Moment> moments{{kLastChange, packed(row.updated)}};
  for (const auto& [field, at] : earliest) moments.push_back({{field.first, field.second}, at});
  return moments;
}

bool Index::State::make_tables(MemoryDatabase& db) {
  db.make_room();
  if (db.ask("SELECT count(*) FROM sqlite_schema") == 0) db.run(kTables);
  return true;
}

Index::State::State() : State(nullptr, 0) {}

Index::State::State(std::uint8_t* block, std::size_t size)
    : db(block, size),
      tables_(make_tables(db)),
      by_id(db.handle(),
            "SELECT ref, id, updated, troubles, cells FROM file "
            "WHERE substr(id, 1, 4) = substr(?1, 1, 4) AND id = ?1"),
      by_ref(db.handle(), "SELECT ref, id, updated, troubles, cells FROM file WHERE ref = ?1"),
      add_file(db.handle(),
               "INSERT INTO file(ref, id, updated, troubles, cells) VALUES(?1, ?2, ?3, ?4, ?5)"),
      drop_file(db.handle(), "DELETE FROM file WHERE ref = ?1"),
      add_terms(db.handle(), "INSERT INTO term(rowid, t) VALUES(?1, ?2)"),
      drop_terms(db.handle(), "INSERT INTO term(term, rowid, t) VALUES('delete', ?1, ?2)"),
      add_moment(db.handle(), "INSERT INTO moment VALUES(?1, ?2, ?3, ?4)"),
      drop_moment(db.handle(),
                  "DELETE FROM moment WHERE type = ?1 AND field = ?2 AND at = ?3 AND ref = ?4"),
      add_sound(db.handle(), "INSERT OR IGNORE INTO sound VALUES(?1)"),
      match(db.handle(), "SELECT rowid FROM term WHERE term MATCH ?1 ORDER BY rowid DESC LIMIT ?2"),
      all_sounds(db.handle(), "SELECT term FROM sound"),
      walk_down(db.handle(),
                "SELECT at, ref FROM moment WHERE type = ?1 AND field = ?2 "
                "AND (at, ref) < (?3, ?4) ORDER BY at DESC, ref DESC"),
      walk_up(db.handle(),
              "SELECT at, ref FROM moment WHERE type = ?1 AND field = ?2 "
              "AND (at, ref) > (?3, ?4) ORDER BY at, ref"),
      set_mark(db.handle(), "INSERT OR REPLACE INTO mark VALUES('up_to', ?1)") {}

std::optional<Index::State::Stored> Index::State::find(const base::CaseId& id) {
  const Use use(by_id);
  use->bind(1, id.bytes());
  if (!use->step()) return std::nullopt;
  return Stored{use->integer(0), read_row(by_id)};
}

Row Index::State::row(std::int64_t ref) {
  const Use use(by_ref);
  use->bind(1, ref);
  AMPARO_CHECK(use->step());
  return read_row(by_ref);
}

void Index::State::take_out(const Stored& old) {
  const std::string terms = terms_of(old.row.cells);
  if (!terms.empty()) drop_terms.bind(1, old.ref).bind(2, terms).run();
  for (const Moment& moment : moments_of(old.row)) {
    drop_moment.bind(1, moment.field.type).bind(2, moment.field.field);
    drop_moment.bind(3, moment.at).bind(4, old.ref).run();
  }
  drop_file.bind(1, old.ref).run();
  ++changed;
}

void Index::State::put(const Row& row) {
  const std::optional<Stored> old = find(row.id);
  if (old && old->row == row) return;
  if (old) take_out(*old);
  const base::Bytes cells = encode_cells(row.cells);
  if (old) add_file.bind(1, old->ref);  // else SQLite gives the next
  add_file.bind(2, row.id.bytes()).bind(3, packed(row.updated));
  add_file.bind(4, std::int64_t{row.troubles}).bind(5, cells).run();
  const std::int64_t ref = sqlite3_last_insert_rowid(db.handle());
  const std::string terms = terms_of(row.cells);
  if (!terms.empty()) add_terms.bind(1, ref).bind(2, terms).run();
  for (const Cell& cell : row.cells) {
    if (cell.index != casefile::Index::name) continue;
    for (const std::string& term : name_terms(text_of(cell.value))) add_sound.bind(1, term).run();
  }
  for (const Moment& moment : moments_of(row)) {
    add_moment.bind(1, moment.field.type).bind(2, moment.field.field);
    add_moment.bind(3, moment.at).bind(4, ref).run();
  }
}

std::vector<std::int64_t> Index::State::matching(const std::string& expression, std::size_t limit) {
  std::vector<std::int64_t> refs;
  const Use use(match);
  use->bind(1, expression).bind(2, static_cast<std::int64_t>(limit));
  while (use->step()) refs.push_back(use->integer(0));
  return refs;
}

std::vector<std::string> Index::State::sounds_like(const std::vector<std::string>& terms) {
  constexpr std::size_t kShortest = 4;  // three sounds: shorter ones are one step from everything
  std::vector<std::string> found;
  const Use use(all_sounds);
  while (use->step()) {
    const std::string_view candidate = use->text(0);
    const bool near = std::any_of(terms.begin(), terms.end(), [&](const std::string& term) {
      return term.size() >= kShortest && within_one(term, candidate);
    });
    if (near) found.emplace_back(candidate);
  }
  return found;
}

}  // namespace views
