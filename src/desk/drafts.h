// Drafts: what people are typing, kept beside the ledger and never in it: one sealed file a draft,
// overwritten and removed when it is saved or dropped.
//
// Promises: a draft opens only with its writer's private key; a file that does not open (cut off,
// of another key) is passed over, never an error of the others. What a disk keeps of an
// overwritten file is sealed too. Threads: any.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "desk/session.h"

namespace desk {

class Drafts {
 public:
  struct Draft {
    std::string place;  // what is typed into
    std::string text;
  };

  // In the folder `drafts` of the house's folder.
  explicit Drafts(House& house) : house_(house) {}

  // Every draft of the session's person, in no order.
  std::vector<Draft> all(const Session& session);
  // Replaces the draft of the place; on disk when it returns. Refusal bad_value (detail "field")
  // when there are `most` others already. Fault disk_error.
  base::Done keep(const Session& session, const Draft& draft, std::size_t most);
  // Overwrites and removes; nothing when there is none.
  void wipe(const Session& session, std::string_view place);

 private:
  std::filesystem::path folder_of(const Session& session) const;
  std::filesystem::path file_of(const Session& session, std::string_view place) const;

  House& house_;
  std::mutex mutex_;
};

}  // namespace desk
