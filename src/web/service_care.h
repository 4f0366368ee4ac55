// CareService: backups and whether they can be restored, open sessions, and a forgotten passphrase.
// Rules as in web/service.h.
//
// Threads: every function may be called from several workers at once.
#pragma once

#include <string>
#include <vector>

#include "web/service.h"

namespace web {

struct BackupRow {
  std::string name;  // of its folder
  base::UtcMs made_ms = 0;
  std::uint64_t bytes = 0;
  base::UtcMs verified_ms = 0;  // when its last restore was tried; 0: never
  std::uint64_t entries = 0;    // that it restored
  std::string problem;          // code of the refusal of that restore; empty: sound
};
struct Backups {
  std::string folder;                // where they are made; empty: not said yet
  std::vector<BackupRow> rows;       // newest first
  std::string verifying;             // the one whose restore is being tried; empty: none
  std::uint64_t verified_bytes = 0;  // of it, copied so far
};
struct Recovery {
  std::string name;                // log-in name
  std::vector<std::string> cards;  // words of two of them
  std::string passphrase;          // the new one
};

class CareService {
 public:
  virtual ~CareService() = default;
  virtual base::Result<Backups> backups(const Caller& caller) = 0;
  // An existing folder of this computer that is not inside the organisation's own. Refusals:
  // bad_value with detail `field`, cannot_write.
  virtual base::Result<Backups> set_folder(const Caller& caller, const std::string& folder) = 0;
  // A copy into a folder of its own; whole or not there. Refusals: bad_value (no folder), folder_…
  virtual base::Result<Backups> make(const Caller& caller) = 0;
  // Begins to restore it into a folder that is removed afterwards; what came out stands in its row.
  // Refusals: not_found, folder_busy while another is being tried.
  virtual base::Result<Backups> verify(const Caller& caller, const std::string& name) = 0;
  // Whether the caller may see and close the sessions of others; closing is put on record.
  virtual base::Result<bool> may_see_sessions(const Caller& caller) = 0;
  virtual base::Result<bool> note_closing(const Caller& caller) = 0;
  // Refusals of desk::recover.
  virtual base::Result<bool> recover(const Caller& caller, Recovery recovery) = 0;
};

}  // namespace web
