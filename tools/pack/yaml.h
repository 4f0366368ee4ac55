// A YAML node that knows its file and reports what is wrong with it. Reading never throws: a wrong
// node gives an empty value and a problem. The only place that includes yaml-cpp is yaml.cpp.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/cbor.h"
#include "problems.h"

namespace packer {

class Yaml {
 public:
  enum class Kind { null, scalar, list, map };

  // The documents of one file, as shown in problems under `name`.
  static std::vector<Yaml> parse(const std::string& name, const std::string& text,
                                 Problems& problems);

  Kind kind() const { return kind_; }
  int line() const { return line_; }
  const std::string& file() const { return *file_; }
  const std::string& scalar() const { return scalar_; }
  bool quoted() const { return quoted_; }
  const std::vector<Yaml>& list() const { return list_; }
  // In the order of the file; each key once (a repeated one is a problem).
  const std::vector<std::pair<std::string, Yaml>>& map() const { return map_; }
  const Yaml* find(std::string_view key) const;

  void complain(Problems& problems, std::string what) const;
  // Complains about each key that is not among these, and when this is no map.
  void only_keys(const std::vector<std::string_view>& allowed, Problems& problems) const;

  // Typed reading of a key; `required` complains when it is missing.
  std::string text(std::string_view key, Problems& problems, bool required = true) const;
  std::optional<std::int64_t> number(std::string_view key, Problems& problems,
                                     bool required = true) const;
  bool flag(std::string_view key, bool otherwise, Problems& problems) const;
  std::vector<std::string> texts(std::string_view key, Problems& problems) const;
  // [es, en]; both must be there and not empty.
  codec::Value label(std::string_view key, Problems& problems, bool required = true) const;

  // As plain CBOR: maps with text keys, lists, whole numbers, true/false, null, else text.
  codec::Value to_value() const;

 private:
  friend class YamlReader;
  Kind kind_ = Kind::null;
  int line_ = 0;
  bool quoted_ = false;
  std::shared_ptr<const std::string> file_;
  std::string scalar_;
  std::vector<Yaml> list_;
  std::vector<std::pair<std::string, Yaml>> map_;
};

// snake_case, starting with a letter.
bool is_id(std::string_view text);

}  // namespace packer
