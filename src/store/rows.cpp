#include "store/rows.h"

#include <algorithm>

#include "crypto/hash.h"

namespace store {

namespace {

std::array<std::uint8_t, 8> number_bytes(std::uint64_t number) {
  std::array<std::uint8_t, 8> out;
  for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
  return out;
}

}  // namespace

Sum sum_of_parts(std::initializer_list<base::ByteView> parts) {
  const crypto::Hash hash = crypto::blake2b("amparo/row/1", parts);
  Sum sum;
  std::copy_n(hash.begin(), sum.size(), sum.begin());
  return sum;
}

Sum sum_of(const StreamRow& row) {
  const auto no = number_bytes(row.no);
  const auto next = number_bytes(row.next_seq);
  if (!row.declaration) {
    return sum_of_parts({no, row.id.bytes(), row.node.bytes(), next, row.head});
  }
  const auto compartment = number_bytes(static_cast<std::uint64_t>(row.declaration->compartment));
  return sum_of_parts({no, row.id.bytes(), row.node.bytes(), next, row.head,
                       row.declaration->case_id.bytes(), compartment});
}

Sum sum_of(const DueRow& row) {
  return sum_of_parts({row.ref, number_bytes(static_cast<std::uint64_t>(row.at_ms))});
}

Sum sum_of(const KeyRow& row) {
  return sum_of_parts({number_bytes(static_cast<std::uint64_t>(row.table)),
                       number_bytes(row.key.size()), row.key, row.value});
}

DbOptions db_options(const Place& place) {
  DbOptions options;
  options.vfs = place.vfs;
  options.synchronous = place.synchronous;
  return options;
}

void bind_entry(Statement& statement, const Entry& entry) {
  statement.bind(entry.header).bind(entry.signature);
  if (entry.body) {
    statement.bind(*entry.body).bind_null();
  } else {
    statement.bind_null().bind(entry.body_hash);
  }
}

Entry read_entry(const Statement& statement, int at) {
  Entry entry;
  entry.header = statement.copy(at);
  entry.signature = statement.array<64>(at + 1);
  if (statement.is_null(at + 2)) {
    entry.body_hash = statement.array<32>(at + 3);
  } else {
    entry.body = statement.copy(at + 2);
  }
  return entry;
}

EntryRow read_entry_row(const Statement& statement) {
  EntryRow row;
  row.id = statement.number(0);
  row.stream_no = statement.number(1);
  row.seq = statement.number(2);
  row.hash = statement.array<32>(3);
  row.entry = read_entry(statement, 4);
  return row;
}

StreamRow read_stream_row(const Statement& statement) {
  StreamRow row;
  row.no = statement.number(0);
  row.id = statement.id<base::StreamId>(1);
  row.node = statement.id<base::NodeId>(2);
  row.next_seq = statement.number(3);
  row.head = statement.array<32>(4);
  if (!statement.is_null(5)) {
    const auto compartment = base::compartment_from_number(statement.number(6));
    if (!compartment) throw base::Fault(base::Code::store_damaged, "a stream's compartment");
    row.declaration = Declaration{statement.id<base::CaseId>(5), *compartment, row.node};
  }
  if (sum_of(row) != statement.array<16>(7)) {
    throw base::Fault(base::Code::store_damaged, "the row of a stream was changed");
  }
  return row;
}

}  // namespace store
