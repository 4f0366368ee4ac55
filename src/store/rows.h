// Inside store only: rows to and from statements, and the sums that tell a changed row.
#pragma once

#include "store/sqlite_rows.h"

namespace store {

// First 16 bytes of a BLAKE2b over a row's values: for rows that no signature or seal covers. Tells
// decay, not malice.
using Sum = std::array<std::uint8_t, 16>;
Sum sum_of_parts(std::initializer_list<base::ByteView> parts);
Sum sum_of(const StreamRow& row);
Sum sum_of(const DueRow& row);
Sum sum_of(const KeyRow& row);

DbOptions db_options(const Place& place);

// head, sig, body, body_hash: the next four parameters, and the columns from `at`.
void bind_entry(Statement& statement, const Entry& entry);
Entry read_entry(const Statement& statement, int at);
// id, stream, seq, hash, head, sig, body, body_hash
EntryRow read_entry_row(const Statement& statement);
// no, id, node, next_seq, head, case_id, comp, sum; Fault store_damaged when the sum is wrong.
StreamRow read_stream_row(const Statement& statement);

}  // namespace store
