// A text about a person is no value of a log line.
// error: cannot convert|could not convert|no matching function
#include "base/log.h"
#include "base/personal.h"

void note(base::Log& log, const base::Personal& name) {
#ifdef REFUSED
  log.write(base::LogLevel::info, "opened", {{"name", name}});
#else
  log.write(base::LogLevel::info, "opened", {{"parts", name.reveal().size()}});
#endif
}
