// PracticeService: an arrival registered to learn how, and wiped afterwards.
//
// Invariant: a person has at most one practice arrival, and it does not outlast her next log-in:
// which case file it is stands in the folder before the case file does.
// Threads: every function may be called from several workers at once.
#pragma once

#include "web/service.h"

namespace web {

class PracticeService {
 public:
  virtual ~PracticeService() = default;
  // As Service::create_case, with a name that says what it is; one of before is wiped first.
  virtual base::Result<CaseRow> begin(const Caller& caller, Arrival arrival, base::SaveId save) = 0;
  // Shreds it: keys and entries. How many entries; 0 when there was none.
  virtual base::Result<std::uint64_t> wipe(const Caller& caller) = 0;
};

}  // namespace web
