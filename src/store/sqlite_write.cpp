#include "store/rows.h"
#include "store/sqlite_rows.h"

namespace store {

SqliteStore::SqliteStore(const Place& place, std::function<void()> remake_cache)
    : place_(place),
      remake_cache_(std::move(remake_cache)),
      ledger_(path_in(place.folder, "ledger.db"), db_options(place), place.readers),
      files_(path_in(place.folder, "files.db"), db_options(place), place.readers),
      cache_(std::make_unique<Pool>(path_in(place.folder, "cache.db"), db_options(place),
                                    place.readers)) {}

void SqliteStore::commit(const Batch& batch) {
  const std::lock_guard lock(ledger_.write_mutex());
  Db& db = ledger_.writer();
  Transaction transaction(db);
  write_entries(db, batch);
  write_rest(db, batch);
  transaction.commit();
}

void SqliteStore::write_entries(Db& db, const Batch& batch) {
  {
    Statement insert = db.prepare(
        "INSERT INTO entry(id, stream, seq, hash, head, sig, body, body_hash) "
        "VALUES(?,?,?,?,?,?,?,?)");
    for (const EntryRow& row : batch.entries) {
      insert.bind(row.id).bind(row.stream_no).bind(row.seq).bind(row.hash);
      bind_entry(insert, row.entry);
      insert.run();
    }
  }
  Statement upsert = db.prepare(
      "INSERT INTO stream(no, id, node, next_seq, head, case_id, comp, sum) "
      "VALUES(?1,?2,?3,?4,?5,?6,?7,?8) ON CONFLICT(no) DO UPDATE SET "
      "next_seq=?4, head=?5, case_id=?6, comp=?7, sum=?8");
  for (const StreamRow& row : batch.streams) {
    const Sum sum = sum_of(row);
    upsert.bind(row.no).bind(row.id.bytes()).bind(row.node.bytes()).bind(row.next_seq);
    upsert.bind(row.head);
    if (row.declaration) {
      upsert.bind(row.declaration->case_id.bytes())
          .bind(static_cast<std::uint64_t>(row.declaration->compartment));
    } else {
      upsert.bind_null().bind_null();
    }
    upsert.bind(sum);
    upsert.run();
  }
  Statement node = db.prepare("INSERT INTO tree(level, idx, hash) VALUES(?,?,?)");
  for (const TreeNode& row : batch.tree) {
    node.bind(std::uint64_t{row.level}).bind(row.idx).bind(row.hash).run();
  }
}

void SqliteStore::write_rest(Db& db, const Batch& batch) {
  for (const Hash& hash : batch.released) {
    db.prepare("DELETE FROM held WHERE hash=?").bind(hash).run();
  }
  for (const HeldRow& row : batch.held) {
    Statement insert = db.prepare(
        "INSERT OR REPLACE INTO held(hash, stream, seq, node, reason, head, sig, body, body_hash) "
        "VALUES(?,?,?,?,?,?,?,?,?)");
    insert.bind(row.hash).bind(row.stream.bytes()).bind(row.seq).bind(row.node.bytes());
    insert.bind(static_cast<std::uint64_t>(row.reason));
    bind_entry(insert, row.entry);
    insert.run();
  }
  for (const ForkRow& row : batch.forks) {
    Statement insert = db.prepare(
        "INSERT OR IGNORE INTO fork(hash, stream, seq, node, head, sig, body, body_hash) "
        "VALUES(?,?,?,?,?,?,?,?)");
    insert.bind(row.hash).bind(row.stream.bytes()).bind(row.seq).bind(row.node.bytes());
    bind_entry(insert, row.entry);
    insert.run();
  }
  if (batch.checkpoint) {
    db.prepare("INSERT OR REPLACE INTO checkpoint(size, note) VALUES(?,?)")
        .bind(batch.checkpoint->size)
        .bind_text(batch.checkpoint->note)
        .run();
  }
  if (batch.mark) {
    db.prepare("INSERT OR REPLACE INTO mark(id, up_to, box) VALUES(1,?,?)")
        .bind(batch.mark->up_to)
        .bind(batch.mark->box)
        .run();
  }
  for (const auto& [id, hash] : batch.shred) {
    db.prepare("UPDATE entry SET body=NULL, body_hash=? WHERE id=?").bind(hash).bind(id).run();
  }
  for (const DueRow& row : batch.due) {
    const Sum sum = sum_of(row);
    db.prepare("INSERT OR REPLACE INTO due(ref, at_ms, sum) VALUES(?,?,?)")
        .bind(row.ref)
        .bind(static_cast<std::uint64_t>(row.at_ms))
        .bind(sum)
        .run();
  }
  for (const Hash& ref : batch.due_done) {
    db.prepare("DELETE FROM due WHERE ref=?").bind(ref).run();
  }
}

}  // namespace store
