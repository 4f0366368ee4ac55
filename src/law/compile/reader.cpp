#include "law/compile/reader.h"

#include <algorithm>
#include <charconv>

namespace law {

std::optional<std::int32_t> to_number(const Yaml& scalar) {
  std::int32_t value = 0;
  const char* end = scalar.text.data() + scalar.text.size();
  const auto read = std::from_chars(scalar.text.data(), end, value);
  if (scalar.kind != Yaml::Kind::scalar || scalar.quoted || scalar.text.empty()) return {};
  if (read.ec != std::errc() || read.ptr != end) return {};
  return value;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

Reader::Reader(const Yaml& map, std::string id, const std::string& file, Problems& problems)
    : map_(map), id_(std::move(id)), file_(file), problems_(problems) {
  if (map.kind != Yaml::Kind::map) report(ProblemKind::not_a_map, map.line, {{"where", id_}});
}

void Reader::report(ProblemKind kind, int line,
                    std::vector<std::pair<std::string, std::string>> details) {
  problems_.push_back({kind, file_, line, std::move(details)});
}

const Yaml* Reader::get(const std::string& key) {
  asked_.insert(key);
  const Yaml* value = map_.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

const Yaml* Reader::need(const std::string& key) {
  const Yaml* value = get(key);
  if (value == nullptr) report(ProblemKind::missing_key, line(), {{"id", id_}, {"key", key}});
  return value;
}

std::string Reader::word(const std::string& key) {
  const Yaml* value = need(key);
  if (value == nullptr) return "";
  if (value->kind == Yaml::Kind::scalar && !value->text.empty()) return value->text;
  report(ProblemKind::missing_key, value->line, {{"id", id_}, {"key", key}});
  return "";
}

std::string Reader::word_or(const std::string& key, std::string otherwise) {
  return get(key) == nullptr ? std::move(otherwise) : word(key);
}

BothTexts Reader::both(const std::string& key, bool required) {
  const Yaml* value = required ? need(key) : get(key);
  if (value == nullptr) return {};
  const Yaml* es = value->find("es");
  const Yaml* en = value->find("en");
  const auto filled = [](const Yaml* text) {
    return text != nullptr && text->kind == Yaml::Kind::scalar && !text->text.empty();
  };
  if (!filled(es) || !filled(en) || value->entries.size() != 2) {
    report(ProblemKind::both_languages, value->line, {{"key", key}});
    return {};
  }
  return {es->text, en->text};
}

std::int32_t Reader::among(const std::string& key, const std::vector<std::string>& allowed,
                           std::optional<std::int32_t> otherwise) {
  if (otherwise && get(key) == nullptr) return *otherwise;
  const std::string value = word(key);
  const auto at = std::find(allowed.begin(), allowed.end(), value);
  if (at != allowed.end()) return static_cast<std::int32_t>(at - allowed.begin());
  if (!value.empty()) {
    report(ProblemKind::bad_word, map_.find(key)->line,
           {{"value", value}, {"key", key}, {"allowed", joined(allowed)}});
  }
  return 0;
}

std::int32_t Reader::number(const std::string& key, std::int32_t lo, std::int32_t hi,
                            std::optional<std::int32_t> otherwise) {
  const Yaml* value = otherwise ? get(key) : need(key);
  if (value == nullptr) return otherwise.value_or(lo);
  const auto number = to_number(*value);
  if (number && *number >= lo && *number <= hi) return *number;
  report(ProblemKind::bad_number, value->line, {{"value", value->text}, {"key", key}});
  return lo;
}

bool Reader::flag(const std::string& key, bool otherwise) {
  const Yaml* value = get(key);
  if (value == nullptr) return otherwise;
  if (!value->quoted && (value->text == "true" || value->text == "false")) {
    return value->text == "true";
  }
  report(ProblemKind::bad_word, value->line,
         {{"value", value->text}, {"key", key}, {"allowed", "true, false"}});
  return otherwise;
}

Day Reader::date(const std::string& key, std::optional<Day> otherwise) {
  const Yaml* value = otherwise ? get(key) : need(key);
  if (value == nullptr) return otherwise.value_or(0);
  const auto span = parse_date(value->text);
  if (span && span->is_exact()) return span->lo;
  report(ProblemKind::no_such_date, value->line, {{"value", value->text}});
  return 0;
}

const std::vector<Yaml>& Reader::list(const std::string& key, bool required) {
  static const std::vector<Yaml> kEmpty;
  const Yaml* value = required ? need(key) : get(key);
  if (value == nullptr) return kEmpty;
  if (value->kind == Yaml::Kind::list) return value->items;
  report(ProblemKind::not_a_list, value->line, {{"where", key}});
  return kEmpty;
}

std::vector<std::string> Reader::words(const std::string& key, bool required) {
  std::vector<std::string> words;
  for (const Yaml& item : list(key, required)) {
    if (item.kind == Yaml::Kind::scalar && !item.text.empty()) {
      words.push_back(item.text);
    } else {
      report(ProblemKind::bad_word, item.line,
             {{"value", item.text}, {"key", key}, {"allowed", "ids"}});
    }
  }
  return words;
}

void Reader::done() {
  for (const auto& [key, value] : map_.entries) {
    if (!asked_.contains(key)) {
      report(ProblemKind::unknown_key, value.line, {{"id", id_}, {"key", key}});
    }
  }
}

}  // namespace law
