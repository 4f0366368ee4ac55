// Byte sources: where a table's bytes come from, one piece at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "tabular/tabular.h"

namespace tabular {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills a part of `out` and says how much; 0 is the end.
  virtual base::Result<std::size_t> read(std::span<char> out) = 0;
  // Bytes taken from the file below (before expansion).
  virtual std::uint64_t consumed() const = 0;
  virtual std::uint64_t total() const = 0;
};

// A regular file. Refusal cannot_open.
base::Result<std::unique_ptr<ByteSource>> file_source(const std::filesystem::path& path);
// Bytes held by the caller, which must outlive the source.
std::unique_ptr<ByteSource> memory_source(std::string_view bytes);
// Expands gzip (several members in a row are one stream). An early end is table_truncated, a bad
// checksum or code table_damaged, too much output table_too_large.
std::unique_ptr<ByteSource> gzip_source(std::unique_ptr<ByteSource> below, const Limits& limits);

}  // namespace tabular
