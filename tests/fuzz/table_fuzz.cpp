// A table file from anywhere (CSV, gzip, XLSX), read to its end within small limits: never a crash,
// never a row that is not UTF-8, never more than the limits say.
#include <unistd.h>

#include <sys/mman.h>

#include "base/check.h"
#include "codec/cbor.h"
#include "tabular/tabular.h"

namespace {

void read_all(tabular::TableReader& table) {
  tabular::Row row;
  std::uint64_t last = 0;
  while (true) {
    const auto more = table.next(row);
    if (!more || !*more) return;
    AMPARO_CHECK(row.number > last);
    last = row.number;
    for (const std::string_view field : row.fields) AMPARO_CHECK(codec::is_utf8(field));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tabular::Options options;
  options.limits.max_expanded_bytes = 4 << 20;
  options.limits.max_shared_bytes = 1 << 20;
  options.limits.max_rows = 10'000;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (auto table = tabular::open_table_bytes(input, options)) read_all(**table);
  // XLSX needs a file; one in memory leaves nothing on disk.
  const int fd = memfd_create("table", MFD_CLOEXEC);
  if (fd < 0 || write(fd, data, size) != static_cast<ssize_t>(size)) return 0;
  if (auto table = tabular::open_table("/proc/self/fd/" + std::to_string(fd), options)) {
    read_all(**table);
  }
  close(fd);
  return 0;
}
