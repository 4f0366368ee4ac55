// A strict subset of YAML as a tree with lines: no anchors, aliases, tags, merge keys or duplicate
// keys. The only user of yaml-cpp.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "law/compile/problem.h"

namespace law {

struct Yaml {
  enum class Kind { scalar, list, map };
  Kind kind = Kind::scalar;
  std::string text;     // of a scalar
  bool quoted = false;  // a scalar in quotes: never null, a number or a bool
  int line = 0;         // from 1
  std::vector<Yaml> items;
  std::vector<std::pair<std::string, Yaml>> entries;  // in the order of the file

  bool is_null() const {
    return kind == Kind::scalar && !quoted && (text.empty() || text == "null" || text == "~");
  }
  const Yaml* find(std::string_view key) const {
    for (const auto& [name, value] : entries) {
      if (name == key) return &value;
    }
    return nullptr;
  }
};

// Every document of a text. Nesting at most 32.
std::expected<std::vector<Yaml>, Problem> parse_yaml(const std::string& text,
                                                     const std::string& file);

}  // namespace law
