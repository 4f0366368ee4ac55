// Files and caches, and what the medium finds wrong.
#include "base/check.h"
#include "store/rows.h"
#include "store/sqlite_rows.h"

namespace store {

namespace {

std::uint64_t file_no(Db& db, const base::FileId& id) {
  Statement select = db.prepare("SELECT no FROM file WHERE id=?");
  return select.bind(id.bytes()).step() ? select.number(0) : 0;
}

}  // namespace

std::string path_in(const std::string& folder, const char* file) {
  return folder + "/" + file;
}

std::vector<std::string> integrity_problems(Db& db, const std::string& file) {
  std::vector<std::string> out;
  try {
    Statement check = db.prepare("PRAGMA integrity_check(20)");
    while (check.step()) {
      if (std::string line = check.text(0); line != "ok") out.push_back(file + ": " + line);
    }
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
    out.push_back(file + ": " + fault.what());
  }
  return out;
}

void SqliteStore::put_chunks(const FileChunks& chunks) {
  const std::lock_guard lock(files_.write_mutex());
  Db& db = files_.writer();
  Transaction transaction(db);
  std::uint64_t no = file_no(db, chunks.id);
  if (no == 0) {
    db.prepare("INSERT INTO file(id, chunks, bytes, complete) VALUES(?,0,0,0)")
        .bind(chunks.id.bytes())
        .run();
    no = file_no(db, chunks.id);
  }
  if (chunks.part) {
    db.prepare("INSERT OR REPLACE INTO part(file, first_chunk, header) VALUES(?,?,?)")
        .bind(no)
        .bind(chunks.part->first_chunk)
        .bind(chunks.part->header)
        .run();
  }
  std::uint64_t number = chunks.first_chunk;
  for (const base::Bytes& body : chunks.sealed) {
    db.prepare("INSERT INTO chunk(file, number, body) VALUES(?,?,?)")
        .bind(no)
        .bind(number++)
        .bind(body)
        .run();
  }
  db.prepare("UPDATE file SET chunks=?, bytes=bytes+?, complete=? WHERE no=?")
      .bind(number)
      .bind(chunks.plain_bytes)
      .bind(std::uint64_t{chunks.complete})
      .bind(no)
      .run();
  transaction.commit();
}

std::optional<FileRow> SqliteStore::file(const base::FileId& id) {
  Pool::Lease db = files_.read();
  Statement select = db->prepare("SELECT no, chunks, bytes, complete FROM file WHERE id=?");
  if (!select.bind(id.bytes()).step()) return std::nullopt;
  FileRow row;
  row.id = id;
  row.chunks = select.number(1);
  row.bytes = select.number(2);
  row.complete = select.number(3) != 0;
  Statement parts = db->prepare("SELECT first_chunk, header FROM part WHERE file=? ORDER BY 1");
  parts.bind(select.number(0));
  while (parts.step()) row.parts.push_back({parts.number(0), parts.copy(1)});
  return row;
}

std::optional<base::Bytes> SqliteStore::chunk(const base::FileId& id, std::uint64_t number) {
  Pool::Lease db = files_.read();
  Statement select = db->prepare(
      "SELECT body FROM chunk WHERE file=(SELECT no FROM file WHERE id=?) AND number=?");
  if (!select.bind(id.bytes()).bind(number).step()) return std::nullopt;
  return select.copy(0);
}

void SqliteStore::drop_file(const base::FileId& id) {
  const std::lock_guard lock(files_.write_mutex());
  Db& db = files_.writer();
  Transaction transaction(db);
  const std::uint64_t no = file_no(db, id);
  db.prepare("DELETE FROM chunk WHERE file=?").bind(no).run();
  db.prepare("DELETE FROM part WHERE file=?").bind(no).run();
  db.prepare("DELETE FROM file WHERE no=?").bind(no).run();
  transaction.commit();
}

std::vector<base::FileId> SqliteStore::unfinished_files() {
  Pool::Lease db = files_.read();
  Statement select = db->prepare("SELECT id FROM file WHERE complete=0 ORDER BY no");
  std::vector<base::FileId> out;
  while (select.step()) out.push_back(select.id<base::FileId>(0));
  return out;
}

void SqliteStore::with_cache(const std::function<void(Pool&)>& work) {
  try {
    const std::shared_lock lock(cache_mutex_);
    if (cache_) return work(*cache_);
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
  }
  const std::unique_lock lock(cache_mutex_);
  cache_.reset();
  remake_cache_();
  cache_ = std::make_unique<Pool>(path_in(place_.folder, "cache.db"), db_options(place_),
                                  place_.readers);
}

void SqliteStore::put_capsules(const std::vector<CapsuleRow>& rows) {
  with_cache([&](Pool& pool) {
    const std::lock_guard lock(pool.write_mutex());
    Transaction transaction(pool.writer());
    for (const CapsuleRow& row : rows) {
      pool.writer()
          .prepare(
              "INSERT INTO capsule(case_id, comp, box) VALUES(?1,?2,?3) "
              "ON CONFLICT(case_id, comp) DO UPDATE SET box=?3")
          .bind(row.case_id.bytes())
          .bind(static_cast<std::uint64_t>(row.compartment))
          .bind(row.box)
          .run();
    }
    transaction.commit();
  });
}

std::optional<base::Bytes> SqliteStore::capsule(const base::CaseId& case_id,
                                                base::Compartment compartment) {
  std::optional<base::Bytes> box;
  with_cache([&](Pool& pool) {
    Pool::Lease db = pool.read();
    Statement select = db->prepare("SELECT box FROM capsule WHERE case_id=? AND comp=?");
    select.bind(case_id.bytes()).bind(static_cast<std::uint64_t>(compartment));
    if (select.step()) box = select.copy(0);
  });
  return box;
}

void SqliteStore::drop_capsules(const base::CaseId& case_id) {
  with_cache([&](Pool& pool) {
    const std::lock_guard lock(pool.write_mutex());
    pool.writer().prepare("DELETE FROM capsule WHERE case_id=?").bind(case_id.bytes()).run();
  });
}

void SqliteStore::put_snapshot(const std::string& name, const std::vector<base::Bytes>& parts) {
  with_cache([&](Pool& pool) {
    const std::lock_guard lock(pool.write_mutex());
    Db& db = pool.writer();
    Transaction transaction(db);
    db.prepare("DELETE FROM snapshot WHERE name=?").bind_text(name).run();
    std::uint64_t number = 0;
    for (const base::Bytes& part : parts) {
      db.prepare("INSERT INTO snapshot(name, part, box) VALUES(?,?,?)")
          .bind_text(name)
          .bind(number++)
          .bind(part)
          .run();
    }
    transaction.commit();
  });
}

std::optional<std::vector<base::Bytes>> SqliteStore::snapshot(const std::string& name) {
  std::vector<base::Bytes> parts;
  with_cache([&](Pool& pool) {
    Pool::Lease db = pool.read();
    Statement select = db->prepare("SELECT part, box FROM snapshot WHERE name=? ORDER BY part");
    select.bind_text(name);
    while (select.step()) {
      if (select.number(0) != parts.size()) {
        throw base::Fault(base::Code::store_damaged, "a part of a snapshot is missing");
      }
      parts.push_back(select.copy(1));
    }
  });
  if (parts.empty()) return std::nullopt;
  return parts;
}

void SqliteStore::drop_snapshot(const std::string& name) {
  with_cache([&](Pool& pool) {
    const std::lock_guard lock(pool.write_mutex());
    pool.writer().prepare("DELETE FROM snapshot WHERE name=?").bind_text(name).run();
  });
}

std::vector<std::string> SqliteStore::medium_problems() {
  Pool::Lease db = ledger_.read();
  std::vector<std::string> out = integrity_problems(*db, "ledger.db");
  try {
    scan_streams([](const StreamRow&) { return true; });
    due_until(INT64_MAX);
  } catch (const base::Fault& fault) {
    if (fault.code() != base::Code::store_damaged) throw;
    out.push_back(std::string("ledger.db: ") + fault.what());
  }
  Pool::Lease files = files_.read();
  for (std::string& line : integrity_problems(*files, "files.db")) out.push_back(std::move(line));
  const std::uint64_t incomplete = files->single(
      "SELECT count(*) FROM file WHERE chunks <> "
      "(SELECT count(*) FROM chunk WHERE chunk.file = file.no)");
  if (incomplete != 0) out.emplace_back("files.db: chunks of a file are missing");
  return out;
}

}  // namespace store
