// A log line takes words of the source, numbers, codes and ids: a text that came from anywhere else has no way in.
// error: .*is not a constant expression
#include "base/log.h"

void note(base::Log& log, const std::string& query) {
#ifdef REFUSED
  log.write(base::LogLevel::info, "search", {{"query", query.c_str()}});
#else
  log.write(base::LogLevel::info, "search", {{"length", query.size()}});
#endif
}
