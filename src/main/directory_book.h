// DirectoryBook: this organisation's directory as one session may read it: what comes with the
// program, and on top of it what stands in the organisation's own directory case file.
//
// Invariant: nothing is written that the listing would flag (listing/listing.h); who holds no key
// of the directory gets the program's part alone. What is kept in memory is let go with `forget`.
// Threads: every function from any thread.
#pragma once

#include <memory>
#include <mutex>

#include "desk/desk.h"
#include "directory/finder.h"
#include "directory/seed.h"
#include "listing/listing.h"

namespace cli {

struct Book {
  listing::Listing listing;  // its organisations stand in the index
  directory::Index index;
};

class DirectoryBook {
 public:
  // Both must outlive it. Fault internal when the pack's directory is not sound.
  DirectoryBook(desk::Desk& desk, const directory::Seed& seed);

  base::Result<std::shared_ptr<const Book>> open(const desk::Session& session);
  // The directory case file as it stands; refusal not_found before anything was written.
  base::Result<desk::CaseView> view(const desk::Session& session) const;

  // Edits that follow from what stands. Refusals of CaseFiles::change; bad_value with "field" and
  // "why" when a record written would count for nothing. Makes the case file at the first change.
  using Edits = std::function<base::Result<std::vector<desk::RecordEdit>>(
      const desk::CaseView& view, const listing::Listing& listing)>;
  // Besides the listing's own reasons; may be empty.
  using Check = std::function<base::Done(const desk::CaseView& after)>;
  base::Result<desk::Saved> change(const desk::Session& session, const Edits& edits,
                                   const base::SaveId& save, const Check& check = {});

  void forget();

 private:
  listing::Listing gather(const desk::CaseView& view) const;
  base::Done make_case(const desk::Session& session);

  desk::Desk& desk_;
  desk::House& house_;
  const directory::Seed& seed_;
  std::vector<directory::Organisation> pack_;  // the study's and the authorities
  std::shared_ptr<const Book> bare_;
  std::mutex mutex_;
  std::string stamp_;  // of `kept_`
  std::shared_ptr<const Book> kept_;
};

// A UUID that follows from a save, so that the same save again names the same thing.
std::string uuid_of(const base::SaveId& save);

}  // namespace cli
