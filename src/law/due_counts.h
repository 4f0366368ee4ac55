// DueCounts: deadlines of many cases of one law. The end of a term is counted once for each day it
// starts on, and comes out as `due` counts it. Not thread-safe.
#pragma once

#include "law/deadline.h"

namespace law {

class DueCounts {
 public:
  // The law must outlive it.
  explicit DueCounts(const Ruleset& ruleset);
  Due due(Index deadline, const DeadlineInput& input);
  Span due_span(Index deadline, const DeadlineInput& input);

 private:
  const Ruleset& ruleset_;
  std::vector<std::size_t> first_;               // by deadline, into kept_
  std::vector<std::vector<std::int32_t>> kept_;  // by line, side and day
};

}  // namespace law
