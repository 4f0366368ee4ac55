// A text about a person has no formatter: a log line that takes one does not compile.
// error: Cannot format an argument
#include <fmt/format.h>

#include "base/personal.h"

std::string line(const base::Personal& name) {
#ifdef REFUSED
  return fmt::format("opened {}", name);
#else
  return fmt::format("opened {}", name.reveal().size());
#endif
}
