// One part of a zip archive as a stream, with the limits of a table.
#pragma once

#include <expat.h>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unzip.h>

#include "base/result.h"
#include "tabular/tabular.h"

namespace tabular {

// An open archive positioned on one part. Reading past the limits is Refusal table_too_large; a bad
// checksum or code table_damaged.
class ZipPart {
 public:
  static base::Result<std::unique_ptr<ZipPart>> open(const std::filesystem::path& path,
                                                     const std::string& part, const Limits& limits);
  ~ZipPart();
  ZipPart(const ZipPart&) = delete;
  ZipPart& operator=(const ZipPart&) = delete;
  base::Result<std::size_t> read(std::span<char> out);
  std::uint64_t expanded() const { return expanded_; }
  std::uint64_t size() const { return size_; }

 private:
  ZipPart(unzFile file, const Limits& limits) : file_(file), limits_(limits) {}
  unzFile file_;
  Limits limits_;
  std::uint64_t expanded_ = 0;
  std::uint64_t compressed_ = 0;
  std::uint64_t size_ = 0;
};

// A push parser over a part: elements arrive by local name, attributes as name, value pairs.
class XmlStream {
 public:
  struct Handler {
    virtual ~Handler() = default;
    virtual void open(std::string_view name, const char** attributes) = 0;
    virtual void close(std::string_view name) = 0;
    virtual void text(std::string_view) {}
  };
  XmlStream(std::unique_ptr<ZipPart> part, Handler& handler);
  ~XmlStream();
  XmlStream(const XmlStream&) = delete;
  XmlStream& operator=(const XmlStream&) = delete;
  // Feeds one piece; false at the end. A document type declaration is refused: no entities.
  base::Result<bool> step();
  const ZipPart& part() const { return *part_; }

 private:
  std::unique_ptr<ZipPart> part_;
  XML_Parser parser_;
  bool done_ = false;
  bool declared_ = false;
  Handler& handler_;
};

// The value of an attribute, or empty.
std::string_view attribute(const char** attributes, std::string_view name);
// The name without its namespace prefix.
std::string_view local_name(std::string_view name);

}  // namespace tabular
