// AMPARO_CHECK: an always-on assertion. A failed check is a bug of ours, never bad input: it says
// where and aborts, because going on with a broken invariant can lose a record. The message must
// not hold personal data.
#pragma once

namespace base {

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace base

#define AMPARO_CHECK(expression)                        \
  (static_cast<bool>(expression) ? static_cast<void>(0) \
                                 : ::base::check_failed(#expression, __FILE__, __LINE__))
