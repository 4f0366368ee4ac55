// Files: photographs, recordings and documents of a case file. The bytes are sealed under an item
// key of their own, which is wrapped under the key of the compartment they belong to, so that one
// file can be shredded alone.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include "crypto/hash.h"
#include "desk/case_files.h"

namespace desk {

struct NewFile {
  std::string type = "file";  // the record type and its field say the compartment
  std::optional<base::RecordId> record;
  std::string field = "general";
  std::string name;   // as the sender called it
  std::string media;  // media type as the sender said; not believed
};

struct FileInfo {
  base::FileId id = base::FileId::none();
  std::uint64_t size = 0;
  crypto::Hash sha256{};
};

class Files {
 public:
  Files(House& house, Audit& audit, CaseFiles& cases)
      : house_(house), audit_(audit), cases_(cases) {}

  struct Attached {
    FileInfo file;
    Saved saved;
  };
  // Hashes and seals what comes in piece by piece, and names it in a record when it is durable: a
  // cut cable leaves no file that a record does not name, and no record without its file. Refusal
  // as CaseFiles::change; Fault when the disk says no.
  base::Result<Attached> attach(const Session& session, const base::CaseId& id, const NewFile& what,
                                std::istream& content, const base::SaveId& save);

  // Gives the content piece by piece. The reading is durable in the audit trail first. Refusal
  // not_found when there is no such file in what she can open; file_changed when the content is not
  // what the record names (nothing more is given then).
  base::Result<FileInfo> read(const Session& session, const base::CaseId& id,
                              const base::FileId& file,
                              const std::function<void(base::ByteView)>& piece);

 private:
  base::Result<FileInfo> store(std::istream& content, const crypto::ItemKey& key);
  base::Done keep_key(const Session& session, const base::CaseId& id, base::Compartment compartment,
                      const FileInfo& info, const crypto::ItemKey& key);

  House& house_;
  Audit& audit_;
  CaseFiles& cases_;
};

}  // namespace desk
