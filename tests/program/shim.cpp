// What a machine does wrong, loaded before the C library: a kernel without entropy
// (AMPARO_SHIM_NO_ENTROPY=1) and a clock that is off by AMPARO_SHIM_CLOCK_S seconds.
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

#include <sys/syscall.h>
#include <sys/types.h>

extern "C" ssize_t getrandom(void* to, size_t size, unsigned flags) {
  if (std::getenv("AMPARO_SHIM_NO_ENTROPY") != nullptr) {
    errno = ENOSYS;
    return -1;
  }
  return syscall(SYS_getrandom, to, size, flags);
}

extern "C" int clock_gettime(clockid_t which, timespec* out) noexcept {
  const int done = static_cast<int>(syscall(SYS_clock_gettime, which, out));
  const char* offset = std::getenv("AMPARO_SHIM_CLOCK_S");
  if (done == 0 && which == CLOCK_REALTIME && offset != nullptr) {
    out->tv_sec += std::strtol(offset, nullptr, 10);
  }
  return done;
}
