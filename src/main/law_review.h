// LawReview: whose answer changes when another law takes the place of the one in force, over every
// case file that a session may open. Case files are opened a few at a time, so that long work shows
// how far it is; of each only the columns stay, never the file.
//
// The room must outlive it. Not thread-safe.
#pragma once

#include "desk/desk.h"
#include "law/comparison.h"
#include "main/law_room.h"

namespace cli {

class LawReview {
 public:
  LawReview(desk::Desk& desk, const LawRoom& room, LawSet fresh);

  // Opens up to `most` further case files, then compares when none is left. Refusals of
  // Lists::list.
  base::Done step(const desk::Session& session, std::size_t most);
  bool finished() const { return comparison_.has_value(); }
  std::size_t done() const { return done_; }
  // Known after the first step.
  std::size_t total() const { return files_.size(); }

  const LawSet& before() const { return *before_; }
  const LawSet& after() const { return *after_; }

  struct File {
    base::CaseId id = base::CaseId::none();
    std::string number;
  };
  // After it is finished: indices of the comparison.
  const law::Comparison& comparison() const { return *comparison_; }
  const File& file(std::size_t index) const { return opened_[index]; }
  std::size_t opened() const { return opened_.size(); }

 private:
  base::Done list(const desk::Session& session);

  desk::Desk& desk_;
  const LawRoom& room_;
  std::shared_ptr<const LawSet> before_;
  std::shared_ptr<const LawSet> after_;
  law::Columns old_columns_;
  law::Columns new_columns_;
  bool listed_ = false;
  std::vector<File> files_;
  std::vector<File> opened_;
  std::size_t done_ = 0;
  std::optional<law::Comparison> comparison_;
};

// Puts a signed pack in force, with who did it and why in the audit trail before. Refusals
// no_reason, and of open_law.
base::Result<LawSet> put_in_force(desk::Desk& desk, const desk::Session& session,
                                  base::ByteView file, const std::string& reason);

}  // namespace cli
