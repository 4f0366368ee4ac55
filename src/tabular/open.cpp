#include <array>
#include <cstdio>

#include "tabular/csv_reader.h"
#include "tabular/source.h"
#include "tabular/tabular.h"
#include "tabular/xlsx_reader.h"

namespace tabular {
namespace {

bool is_gzip(std::string_view head) {
  return head.starts_with("\x1F\x8B");
}

std::unique_ptr<TableReader> read_csv(std::unique_ptr<ByteSource> source, const Options& options,
                                      bool gzip) {
  if (gzip) source = gzip_source(std::move(source), options.limits);
  return std::make_unique<CsvReader>(std::move(source), options, gzip ? "csv.gz" : "csv");
}

}  // namespace

base::Result<std::unique_ptr<TableReader>> open_table(const std::filesystem::path& path,
                                                      const Options& options) {
  std::array<char, 4> head{};
  auto probe = file_source(path);
  if (!probe) return pass(probe);
  auto got = (*probe)->read(head);
  if (!got) return pass(got);
  const std::string_view magic(head.data(), *got);
  if (magic.starts_with("PK\x03\x04")) return open_xlsx(path, options);
  auto source = file_source(path);
  if (!source) return pass(source);
  return read_csv(std::move(*source), options, is_gzip(magic));
}

base::Result<std::unique_ptr<TableReader>> open_table_bytes(std::string_view bytes,
                                                            const Options& options) {
  return read_csv(memory_source(bytes), options, is_gzip(bytes.substr(0, 2)));
}

}  // namespace tabular
