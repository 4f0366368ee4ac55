// Files: photographs, recordings and documents of a case file. The bytes are sealed under an item
// key of their own, which is wrapped under the key of the compartment they belong to, so that one
// file can be shredded alone.
//
// Promise: content never lies on disk in the clear and never stands in memory whole; a file is
// there when a record names it, and what came in otherwise is dropped. What says what a file is
// stands in its own compartment: who cannot open that does not learn that there is one.
// Threads: Files any; a FileUpload and a FileReading one call at a time.
#pragma once

#include <functional>
#include <iosfwd>
#include <set>
#include <string>

#include "crypto/hash.h"
#include "desk/case_files.h"
#include "ledger/file.h"

namespace desk {

// The one limit of a file, for the page and the command line.
inline constexpr std::uint64_t kMostFileBytes = 512ULL * 1024 * 1024;
// Files that come in at a time, each with a megabyte in memory.
inline constexpr std::size_t kMostUploads = 8;

struct NewFile {
  std::string type = "file";  // the record type and its field say the compartment
  std::optional<base::RecordId> record;
  std::string field = "general";
  std::string kind;                                   // of code list file_kinds, or empty
  std::string name;                                   // as the sender called it
  std::string description;                            // at most 1,000 bytes, as the name
  std::optional<std::uint64_t> announced_bytes = {};  // refused at once when too many
};

struct FileInfo {
  base::FileId id = base::FileId::none();
  std::uint64_t size = 0;
  crypto::Hash sha256{};
};

// A file as a record names it.
struct FileEntry {
  FileInfo info;
  base::RecordId record = base::RecordId::none();
  std::string type;
  std::string field;
  base::Compartment compartment = base::Compartment::ops;
  std::string kind;
  std::string name;
  std::string description;
  std::string media;  // file_media() of the content; empty: nothing it would be shown as
  base::UtcMs added_ms = 0;
  base::UserId added_by = base::UserId::none();
};

// What a file may be shown as, from its first bytes and the ending of its name when both say the
// same; empty when they do not or are not known. Nothing else is looked at.
std::string file_media(std::string_view name, base::ByteView head);

class Files;

// One file on its way in. Dropped with everything it stored unless Files::finish took it.
class FileUpload {
 public:
  ~FileUpload();
  // Refusal too_large beyond kMostFileBytes. Fault when the disk says no.
  base::Done take(base::ByteView piece);

 private:
  friend class Files;
  FileUpload(Files& files, const base::CaseId& case_id, NewFile what, base::Compartment compartment,
             const base::SaveId& save, const base::FileId& id);

  Files& files_;
  const base::CaseId case_id_;
  const NewFile what_;
  const base::Compartment compartment_;
  const base::SaveId save_;
  FileInfo info_;
  base::Bytes head_;
  crypto::ItemKey key_;
  crypto::FileHasher hasher_;
  std::optional<ledger::FileWriter> writer_;  // none: this save was made before
  bool kept_ = false;
};

// One file on its way out.
class FileReading {
 public:
  const FileEntry& entry() const { return entry_; }
  // The next piece; nothing at the end. Refusal file_changed when the content is not what the
  // record names, cannot_open when a chunk is damaged.
  base::Result<std::optional<base::Bytes>> next();

 private:
  friend class Files;
  FileReading(FileEntry entry, ledger::FileReader reader)
      : entry_(std::move(entry)), reader_(std::move(reader)) {}

  FileEntry entry_;
  ledger::FileReader reader_;
  crypto::FileHasher hasher_;
  std::uint64_t at_ = 0;
  bool over_ = false;
};

class Files {
 public:
  Files(House& house, Audit& audit, CaseFiles& cases)
      : house_(house), audit_(audit), cases_(cases) {}

  // Every file that the session can open, the latest first. As CaseFiles::read.
  base::Result<std::vector<FileEntry>> list(const Session& session, const base::CaseId& id);

  // Opens the way in. Refusals as CaseFiles::change, not_allowed without the part's own keys,
  // bad_value (detail `field`), file_unfinished while the same save is coming in,
  // too_many_tries when kMostUploads are.
  base::Result<std::unique_ptr<FileUpload>> begin(const Session& session, const base::CaseId& id,
                                                  const NewFile& what, const base::SaveId& save);
  struct Attached {
    FileEntry file;
    Saved saved;
  };
  // The content is whole: durable, then named in a record. The same save again writes nothing and
  // answers with the first one's file.
  base::Result<Attached> finish(const Session& session, FileUpload& upload);
  // All of it from a stream. Refusal unreadable_file.
  base::Result<Attached> attach(const Session& session, const base::CaseId& id, const NewFile& what,
                                std::istream& content, const base::SaveId& save);

  // Opens the way out; the reading is durable in the audit trail first. Refusal not_found when
  // there is no such file in what she can open.
  base::Result<FileReading> open(const Session& session, const base::CaseId& id,
                                 const base::FileId& file);
  // All of it, piece by piece; refusals also in the middle, as FileReading::next.
  base::Result<FileInfo> read(const Session& session, const base::CaseId& id,
                              const base::FileId& file,
                              const std::function<void(base::ByteView)>& piece);

  // Drops what came in halfway before the folder was last closed, by a power cut or a kill. How
  // many. Before anything comes in.
  std::size_t drop_unfinished();

 private:
  friend class FileUpload;
  base::Done enter(const base::FileId& id);
  void leave(const base::FileId& id);
  base::Done keep_key(const Session& session, const FileUpload& upload);
  void drop(const FileUpload& upload);
  base::Result<FileEntry> find(const Session& session, const base::CaseId& id,
                               const base::FileId& file);

  House& house_;
  Audit& audit_;
  CaseFiles& cases_;
  std::mutex mutex_;
  std::set<base::FileId> coming_in_;
};

}  // namespace desk
