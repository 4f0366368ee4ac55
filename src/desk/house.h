// House: what every area of the desk works with: one opened folder, its ledger and keys, the
// catalogue and the clock.
//
// Invariant: the folder's identity is signed by the organisation's root and by nothing else; a
// House that exists was checked. Threads: everything here may be called from any thread, once
// `open` has returned.
#pragma once

#include <array>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "base/hlc.h"
#include "casefile/catalogue.h"
#include "casefile/signature.h"
#include "desk/policy.h"
#include "desk/rows.h"
#include "ledger/ledger.h"
#include "pack/pack.h"
#include "store/sqlite_store.h"
#include "views/capsule.h"
#include "views/indexes.h"

namespace desk {

// What is not a function of its input, and how expensive a log-in is.
struct Seams {
  base::Clock* clock = &base::system_clock();
  base::Random* random = &base::system_random();
  crypto::KdfParams kdf = crypto::kKdfStrong;
};

// The node's own secret: what it signs entries with and keeps its audit trail with. Lies in
// `node.key` (mode 0600).
class NodeSecret {
 public:
  // Makes the file; it must not exist. Fault disk_error.
  static NodeSecret create(const std::filesystem::path& folder, base::Random& random);
  // Refusal node_key_missing or folder_foreign.
  static base::Result<NodeSecret> open(const std::filesystem::path& folder);

  const crypto::SigningKey& signing() const { return signing_; }
  const crypto::MarkKey& mark() const { return mark_; }
  // The team of one that the node itself is: it holds the key of the organisation's audit trail.
  const crypto::TeamKey& team_key() const { return team_; }

 private:
  explicit NodeSecret(const crypto::Secret& secret);
  crypto::SigningKey signing_;
  crypto::MarkKey mark_;
  crypto::TeamKey team_;
};

// The policy section of a pack.
base::Result<Policy> read_policy(const pack::Pack& pack);
// Its record types, codes and retention schedules.
base::Result<casefile::Catalogue> read_catalogue(const pack::Pack& pack);

class Gates;

class House {
 public:
  ~House();

  // Refusals of store::Folder::open and ledger::Ledger::start; roster_invalid when the identity is
  // not the root's.
  static base::Result<std::unique_ptr<House>> open(const std::filesystem::path& path,
                                                   const Seams& seams);

  const std::filesystem::path& path() const { return path_; }
  const IdentityRow& identity() const { return identity_; }
  const NodeSecret& node_secret() const { return secret_; }
  store::Folder& folder() { return *folder_; }
  ledger::Ledger& ledger() { return *ledger_; }
  views::Capsules& capsules() { return *capsules_; }
  views::Indexes& indexes() { return indexes_; }
  ledger::KeyStore& keys() { return folder_->keys(); }
  // The pack in force: the program's own, or one from elsewhere (desk/foreign_catalogue.h).
  const pack::Pack& pack() const;
  const casefile::Catalogue& catalogue() const { return catalogue_; }
  // Why the catalogue that was put in force is not used and the program's own is.
  const std::optional<base::Refusal>& catalogue_problem() const { return catalogue_problem_; }
  const Policy& policy() const { return policy_; }
  const Gates& gates() const { return *gates_; }
  // Which signatures of people hold, by the organisation's signed roster.
  const casefile::Signatures& signatures() const { return *signatures_; }
  base::Clock& clock() { return *seams_.clock; }
  base::Random& random() { return random_; }
  const crypto::KdfParams& kdf() const { return seams_.kdf; }

  // A time later than `after` and than everything ticked before. Refusal clock_behind (also before
  // the first day of this program), clock_ahead (more than a year after everything seen: a clock
  // that is wrong ahead would make every right date after it look false).
  base::Result<base::Hlc> tick(base::Hlc after);
  // Takes the machine's date although it is far ahead, because a person read it from something
  // else: `date` must be it, as YYYY-MM-DD in UTC. Refusal bad_date.
  base::Done confirm_clock(std::string_view date);
  // Commits rows of keys, with what others commit at the same time. Fault when the disk says no.
  void commit_keys(const ledger::KeyBatch& batch);
  // Held while a case file is decided upon and written, so that two saves do not decide on one
  // state.
  std::mutex& mutex_of(const base::CaseId& case_id);

  // Takes a shredded case file out of every view: capsules, indexes in memory and their snapshots.
  void forget_views(const base::CaseId& case_id);

  base::TeamId team(std::string_view id) const { return team_id(identity_.org, id); }
  base::TeamId node_team() const;
  // The organisation's own case file: its audit trail.
  base::CaseId organisation_case() const;

 private:
  // Group commit of keys: the first caller that finds nobody writing writes for all who wait.
  class KeyWriter {
   public:
    void commit(ledger::KeyStore& keys, const ledger::KeyBatch& batch);

   private:
    struct Waiting {
      const ledger::KeyBatch* batch;
      bool done = false;
      std::exception_ptr failed;
    };
    void write_all(ledger::KeyStore& keys, std::unique_lock<std::mutex>& lock);

    std::mutex mutex_;
    std::condition_variable done_;
    bool writing_ = false;
    std::vector<Waiting*> queue_;
  };

  // Makes a seam for randomness safe to ask from any thread.
  class SharedRandom : public base::Random {
   public:
    explicit SharedRandom(base::Random& random) : random_(random) {}
    void fill(std::span<std::uint8_t> out) override {
      const std::lock_guard lock(mutex_);
      random_.fill(out);
    }

   private:
    std::mutex mutex_;
    base::Random& random_;
  };

  House(std::filesystem::path path, const Seams& seams, NodeSecret secret, IdentityRow identity,
        casefile::Catalogue catalogue, Policy policy);
  base::Done start();
  void choose_catalogue();
  base::Done read_gates();
  void restore_clock();
  base::Done plausible_clock() const;
  void keep_clock(std::uint64_t ms);

  std::filesystem::path path_;
  Seams seams_;
  SharedRandom random_;
  NodeSecret secret_;
  IdentityRow identity_;
  std::optional<pack::Pack> foreign_pack_;
  std::optional<base::Refusal> catalogue_problem_;
  casefile::Catalogue catalogue_;
  Policy policy_;
  std::unique_ptr<const Gates> gates_;
  std::unique_ptr<casefile::Signatures> signatures_;
  std::unique_ptr<store::Folder> folder_;
  ledger::NodeSigner signer_;
  ledger::KeyRoster roster_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<views::Capsules> capsules_;
  views::Indexes indexes_;

  std::mutex clock_mutex_;
  base::HybridClock hybrid_;
  std::uint64_t kept_clock_ms_ = 0;
  KeyWriter key_writer_;
  std::array<std::mutex, 64> case_mutexes_;
};

}  // namespace desk
