// Reading a map of the law's files: required and optional keys, each by type, every wrong one a
// problem with its line; unknown keys are refused.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>

#include "law/compile/yaml.h"
#include "law/tables.h"

namespace law {

struct BothTexts {
  std::string es;
  std::string en;
};

class Reader {
 public:
  // `id` names the map in sentences. Everything must outlive the reader.
  Reader(const Yaml& map, std::string id, const std::string& file, Problems& problems);

  const Yaml* get(const std::string& key);   // null when absent or null
  const Yaml* need(const std::string& key);  // reports when absent
  std::string word(const std::string& key);  // a required scalar
  std::string word_or(const std::string& key, std::string otherwise);
  BothTexts both(const std::string& key, bool required);
  // A position in `allowed`.
  std::int32_t among(const std::string& key, const std::vector<std::string>& allowed,
                     std::optional<std::int32_t> otherwise = {});
  std::int32_t number(const std::string& key, std::int32_t lo, std::int32_t hi,
                      std::optional<std::int32_t> otherwise = {});
  bool flag(const std::string& key, bool otherwise);
  // A whole date. Null gives `otherwise`; without one it is required.
  Day date(const std::string& key, std::optional<Day> otherwise = {});
  const std::vector<Yaml>& list(const std::string& key, bool required);
  std::vector<std::string> words(const std::string& key, bool required);
  // Reports the keys nobody asked for.
  void done();

  const Yaml& map() const { return map_; }
  const std::string& file() const { return file_; }
  const std::string& id() const { return id_; }
  int line() const { return map_.line; }
  void report(ProblemKind kind, int line,
              std::vector<std::pair<std::string, std::string>> details = {});

 private:
  const Yaml& map_;
  std::string id_;
  const std::string& file_;
  Problems& problems_;
  std::unordered_set<std::string> asked_;
};

std::optional<std::int32_t> to_number(const Yaml& scalar);
std::string joined(const std::vector<std::string>& words);

}  // namespace law
