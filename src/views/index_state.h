// The tables of an index and the statements on them. Inside views only; the index's mutex is held.
//
//   file    ref → id, time of last change, troubles, cells (CBOR [type, field, index, value, …])
//   moment  (type, field, at, ref): what lists are sorted by; type 0, field 0 is the last change
//   term    full-text table without content: the terms of each ref (terms.h)
//   sound   the sound terms there are, for names that are misspelt beyond their sound
//   mark    up_to
#pragma once

#include "views/index.h"
#include "views/sql.h"

namespace views {

inline constexpr FieldRef kLastChange{0, 0};

base::Bytes encode_cells(const std::vector<Cell>& cells);
std::vector<Cell> decode_cells(base::ByteView bytes);

struct Moment {
  FieldRef field;
  std::int64_t at;
};
// The last change, and the earliest date of each date field.
std::vector<Moment> moments_of(const Row& row);

struct Index::State {
  State();
  State(std::uint8_t* block, std::size_t size);

  struct Stored {
    std::int64_t ref;
    Row row;
  };
  std::optional<Stored> find(const base::CaseId& id);
  Row row(std::int64_t ref);
  void put(const Row& row);
  void take_out(const Stored& old);
  // Refs that match a full-text expression, latest first, at most `limit`.
  std::vector<std::int64_t> matching(const std::string& expression, std::size_t limit);
  std::vector<std::string> sounds_like(const std::vector<std::string>& terms);

  MemoryDatabase db;

 private:
  static bool make_tables(MemoryDatabase& db);
  bool tables_;  // made before the statements on them

 public:
  Statement by_id;
  Statement by_ref;
  Statement add_file;
  Statement drop_file;
  Statement add_terms;
  Statement drop_terms;
  Statement add_moment;
  Statement drop_moment;
  Statement add_sound;
  Statement match;
  Statement all_sounds;
  Statement walk_down;
  Statement walk_up;
  Statement set_mark;
  std::size_t changed = 0;  // rows replaced or removed since the last compaction
};

}  // namespace views
