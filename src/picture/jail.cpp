#include "picture/jail.h"

#include <cstddef>
#include <string>
#include <unistd.h>
#include <vector>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "picture/copy.h"

namespace picture {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#else
#error "the jail knows the system calls of x86-64 and arm64 only"
#endif

constexpr rlim_t kMostMemory = 1024ULL * 1024 * 1024;
constexpr rlim_t kMostSeconds = 20;
constexpr std::uint32_t kKill = SECCOMP_RET_KILL_PROCESS;

// What decoding needs: bytes in, bytes out, memory, the end.
constexpr int kAllowed[] = {SYS_read,   SYS_write,      SYS_brk,          SYS_munmap,
                            SYS_mremap, SYS_madvise,    SYS_futex,        SYS_exit,
                            SYS_close,  SYS_exit_group, SYS_rt_sigreturn, SYS_clock_gettime};
// Memory that may be run is not among it.
constexpr int kAllowedUnlessExecutable[] = {SYS_mmap, SYS_mprotect};

sock_filter load(std::size_t at) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(at));
}
sock_filter jump(std::uint16_t test, std::uint32_t with, std::uint8_t yes, std::uint8_t no) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), with, yes, no);
}
sock_filter end(std::uint32_t how) {
  return BPF_STMT(BPF_RET | BPF_K, how);
}

std::vector<sock_filter> program() {
  std::vector<sock_filter> out;
  out.push_back(load(offsetof(seccomp_data, arch)));
  out.push_back(jump(BPF_JEQ, kMachine, 1, 0));
  out.push_back(end(kKill));
  out.push_back(load(offsetof(seccomp_data, nr)));
  for (const int call : kAllowed) {
    out.push_back(jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 1));
    out.push_back(end(SECCOMP_RET_ALLOW));
  }
  for (const int call : kAllowedUnlessExecutable) {
    // Not this call: over the three lines that look at its third argument.
    out.push_back(jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 4));
    out.push_back(load(offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t)));
    out.push_back(jump(BPF_JSET, PROT_EXEC, 0, 1));
    out.push_back(end(kKill));
    out.push_back(end(SECCOMP_RET_ALLOW));
  }
  out.push_back(end(kKill));
  return out;
}

bool limit(__rlimit_resource what, rlim_t most) {
  const rlimit value{most, most};
  return setrlimit(what, &value) == 0;
}

// All of standard input, or nothing when it is longer than allowed or breaks off.
base::Bytes read_all() {
  base::Bytes bytes(kMostBytes + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = read(STDIN_FILENO, bytes.data() + size, bytes.size() - size);
    if (got < 0) return {};
    if (got == 0) {
      bytes.resize(size);
      return bytes;
    }
    size += static_cast<std::size_t>(got);
  }
  return {};
}

bool write_all(base::ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

}  // namespace

bool shut_in() {
  if (!limit(RLIMIT_AS, kMostMemory) || !limit(RLIMIT_CPU, kMostSeconds) ||
      !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_FSIZE, 0) || !limit(RLIMIT_NOFILE, 0) ||
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return false;
  }
  std::vector<sock_filter> lines = program();
  const sock_fprog filter{static_cast<unsigned short>(lines.size()), lines.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}

int copy_in_jail(const char* media) {
  const std::string kind(media);
  if (!shut_in()) return 2;
  const base::Bytes original = read_all();
  const base::Result<base::Bytes> copy = stripped_copy(kind, original);
  if (!copy || !write_all(*copy)) return 1;
  return 0;
}

}  // namespace picture
