// Care of the ledger: verifying, counting, checkpoints, backup, restore, and leaving with
// everything in open formats.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "desk/desk.h"

namespace desk {

// Every signature, chain and tree; with a session also that every entry she holds a key of opens.
// Needs no key otherwise.
ledger::VerifyReport verify(Desk& desk, const Session* session);

struct Stats {
  ledger::StoreStats store;
  std::uint64_t people = 0;
  std::string digest;  // hexadecimal: equal ledgers have equal digests
};
Stats stats(Desk& desk);

// A signed note over the whole tree, stored and given back (C2SP tlog-checkpoint).
base::Result<std::string> checkpoint(Desk& desk);

// A copy, encrypted as the folder is, into a folder that must not exist: ledger, files, keys and
// node key. Refusal not_allowed.
base::Done backup(Desk& desk, const Session& session, const std::filesystem::path& target);

struct Restored {
  std::uint64_t entries = 0;
  ledger::Hash digest{};
};
// The folder of a backup, made whole and verified before it gets its name. Refusals of
// store::restore; backup_unsound when the ledger does not verify.
base::Result<Restored> restore(const std::filesystem::path& backup,
                               const std::filesystem::path& target, const Seams& seams);

struct Exported {
  std::uint64_t case_files = 0;
  std::uint64_t records = 0;
};
// Everything the session can open as one JSON document a line (docs/formats.md, "Export"), given to
// `line` in the order of case identities. The export is durable in the audit trail first.
base::Result<Exported> export_all(Desk& desk, const Session& session,
                                  const std::function<void(const std::string&)>& line);

// One case file, as much of it as the session can open, as one JSON document of that form: equal
// states give equal bytes. On record as an export of this case file first. Refusals as
// CaseFiles::read.
base::Result<std::string> export_case(Desk& desk, const Session& session, const base::CaseId& id);
// Puts on record that it is being printed. Refusals likewise.
base::Done note_print(Desk& desk, const Session& session, const base::CaseId& id);

// One case file as deterministic CBOR maps by field id: what exports, prints and --json show.
codec::Value case_document(const casefile::Catalogue& catalogue, const CaseView& view);

}  // namespace desk
