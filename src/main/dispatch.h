// Dispatch: one request to its handler, in this process. Refusals and faults become replies with
// their sentence and exit code.
#pragma once

#include "main/command.h"

namespace cli {

// The sentence, the exit code and, for programs, the name and details of a refusal.
Reply reply_of(const Messages& messages, const std::string& language, const base::Refusal& refusal);

class Dispatcher {
 public:
  // Opens folders as the commands need them, each for one request.
  explicit Dispatcher(const Messages& messages) : messages_(messages) {}
  // Serves one open folder: the running node. `desk` outlives this.
  Dispatcher(const Messages& messages, desk::Desk& desk) : messages_(messages), desk_(&desk) {}

  // Never throws. Wipes the request's secrets.
  Reply run(Request request);

 private:
  base::Result<Reply> answer(Request& request);
  base::Result<Reply> with_desk(const CommandSpec& spec, Request& request, desk::Desk& desk);

  const Messages& messages_;
  desk::Desk* desk_ = nullptr;
};

// How the seams of this program are set by the environment: AMPARO_TEST_KDF=1 makes log-ins cheap,
// for tests and the demonstration only.
desk::Seams seams_of(const Request& request);

}  // namespace cli
