// Reads compiled catalogue sections (docs/formats.md, "Catalogue sections"). The first thing that
// is not as the compiler writes it is remembered; what is returned after that has no meaning.
// Private to casefile.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "casefile/catalogue.h"

namespace casefile {

inline constexpr std::uint64_t kCatalogueFormat = 1;

class CatalogueReader {
 public:
  using Frozen = std::map<std::array<std::uint32_t, 3>, FoldRule>;

  Frozen frozen(const codec::Value& section);
  std::vector<RecordType> types(const codec::Value& section, const Frozen& frozen);
  std::vector<CodeList> lists(const codec::Value& section);
  std::vector<RetentionSchedule> schedules(const codec::Value& section);

  // The number under a key of a map, at most `max`.
  std::uint64_t number(const codec::Value& map, std::string_view key, std::uint64_t max);
  void fail(std::string why);
  const std::optional<std::string>& why() const { return why_; }

 private:
  std::string text(const codec::Value& map, std::string_view key);
  bool flag(const codec::Value& map, std::string_view key);
  Label label(const codec::Value& map, std::string_view key);
  const codec::Value::Array& items(const codec::Value& map, std::string_view key);
  std::vector<std::string> texts(const codec::Value& map, std::string_view key);
  Field field(const codec::Value& map);
  FoldRule rule(const codec::Value& map);
  RecordType type(const codec::Value& map, const Frozen& frozen);

  std::optional<std::string> why_;
};

}  // namespace casefile
