// DraftService: what a person is typing, kept by the node until it is saved: sealed under that
// person's own key, so that a crash of browser and node loses nothing and nobody else reads it.
//
// Invariant: a draft that was wiped cannot be read again from the folder's files by its name; it
// never enters the ledger.
// Threads: every function may be called from several workers at once.
#pragma once

#include "web/service.h"

namespace web {

struct Draft {
  std::string place;  // what is typed into: "arrival", "record.…"
  std::string text;   // as the page wrote it: JSON
};

class DraftService {
 public:
  static constexpr std::size_t kLongestText = 64 * 1024;
  static constexpr std::size_t kLongestPlace = 120;
  static constexpr std::size_t kMostOfAPerson = 50;

  virtual ~DraftService() = default;
  virtual base::Result<std::vector<Draft>> drafts(const Caller& caller) = 0;
  // Replaces what stood under its place; durable when it answers. Refusal bad_value with detail
  // `field` when it is too long or there are too many.
  virtual base::Done keep(const Caller& caller, const Draft& draft) = 0;
  // Nothing when there is none.
  virtual base::Done wipe(const Caller& caller, const std::string& place) = 0;
};

}  // namespace web
