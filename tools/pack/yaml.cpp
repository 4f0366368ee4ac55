#include "yaml.h"

#include <algorithm>
#include <charconv>

#include <yaml-cpp/yaml.h>

namespace packer {

std::string Problems::text() const {
  std::string out;
  for (const Problem& problem : all_) {
    out += problem.file + ":" + std::to_string(problem.line) + ": " + problem.what + "\n";
  }
  return out;
}

class YamlReader {
 public:
  YamlReader(std::shared_ptr<const std::string> file, Problems& problems)
      : file_(std::move(file)), problems_(problems) {}

  Yaml read(const YAML::Node& node) {
    Yaml out;
    out.file_ = file_;
    out.line_ = node.Mark().line + 1;
    if (node.IsScalar()) {
      out.kind_ = Yaml::Kind::scalar;
      out.scalar_ = node.Scalar();
      out.quoted_ = node.Tag() == "!";
    } else if (node.IsSequence()) {
      out.kind_ = Yaml::Kind::list;
      for (const YAML::Node& item : node) out.list_.push_back(read(item));
    } else if (node.IsMap()) {
      out.kind_ = Yaml::Kind::map;
      for (const auto& pair : node) {
        const int line = pair.first.Mark().line + 1;
        if (!pair.first.IsScalar()) {
          problems_.add(*file_, line, "a key must be a word");
          continue;
        }
        const std::string key = pair.first.Scalar();
        if (out.find(key) != nullptr) problems_.add(*file_, line, "'" + key + "' stands twice");
        Yaml value = read(pair.second);
        value.line_ = line;
        out.map_.emplace_back(key, std::move(value));
      }
    }
    return out;
  }

 private:
  std::shared_ptr<const std::string> file_;
  Problems& problems_;
};

std::vector<Yaml> Yaml::parse(const std::string& name, const std::string& text,
                              Problems& problems) {
  std::vector<Yaml> out;
  try {
    YamlReader reader(std::make_shared<const std::string>(name), problems);
    for (const YAML::Node& node : YAML::LoadAll(text)) out.push_back(reader.read(node));
  } catch (const YAML::Exception& e) {
    problems.add(name, e.mark.line + 1, "not YAML: " + e.msg);
  }
  return out;
}

const Yaml* Yaml::find(std::string_view key) const {
  const auto at =
      std::find_if(map_.begin(), map_.end(), [&](const auto& pair) { return pair.first == key; });
  return at == map_.end() ? nullptr : &at->second;
}

void Yaml::complain(Problems& problems, std::string what) const {
  problems.add(*file_, line_, std::move(what));
}

void Yaml::only_keys(const std::vector<std::string_view>& allowed, Problems& problems) const {
  if (kind_ != Kind::map) {
    complain(problems, "expected names with values");
    return;
  }
  for (const auto& [key, value] : map_) {
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      value.complain(problems, "unknown field '" + key + "'");
    }
  }
}

std::string Yaml::text(std::string_view key, Problems& problems, bool required) const {
  const Yaml* found = find(key);
  if (found == nullptr) {
    if (required) complain(problems, "'" + std::string(key) + "' is missing");
    return {};
  }
  if (found->kind_ != Kind::scalar || found->scalar_.empty()) {
    found->complain(problems, "'" + std::string(key) + "' must be a text");
  } else if (!codec::is_utf8(found->scalar_)) {
    found->complain(problems, "'" + std::string(key) + "' is not UTF-8");
  }
  return found->scalar_;
}

std::optional<std::int64_t> Yaml::number(std::string_view key, Problems& problems,
                                         bool required) const {
  const Yaml* found = find(key);
  if (found == nullptr) {
    if (required) complain(problems, "'" + std::string(key) + "' is missing");
    return std::nullopt;
  }
  const std::string& text = found->scalar_;
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n < 0 || n > 1'000'000) {
    found->complain(problems, "'" + std::string(key) + "' must be a whole number");
    return std::nullopt;
  }
  return n;
}

bool Yaml::flag(std::string_view key, bool otherwise, Problems& problems) const {
  const Yaml* found = find(key);
  if (found == nullptr) return otherwise;
  if (found->scalar_ != "true" && found->scalar_ != "false") {
    found->complain(problems, "'" + std::string(key) + "' must be true or false");
  }
  return found->scalar_ == "true";
}

std::vector<std::string> Yaml::texts(std::string_view key, Problems& problems) const {
  std::vector<std::string> out;
  const Yaml* found = find(key);
  if (found == nullptr) return out;
  if (found->kind_ != Kind::list)
    found->complain(problems, "'" + std::string(key) + "' must be a list");
  for (const Yaml& item : found->list_) {
    if (item.kind_ != Kind::scalar) item.complain(problems, "expected a word");
    out.push_back(item.scalar_);
  }
  return out;
}

codec::Value Yaml::label(std::string_view key, Problems& problems, bool required) const {
  const Yaml* found = find(key);
  if (found == nullptr) {
    if (required) complain(problems, "'" + std::string(key) + "' is missing: {es: …, en: …}");
    return codec::Value::array({"", ""});
  }
  found->only_keys({"es", "en"}, problems);
  return codec::Value::array({found->text("es", problems), found->text("en", problems)});
}

codec::Value Yaml::to_value() const {
  switch (kind_) {
    case Kind::null:
      return {};
    case Kind::scalar: {
      if (quoted_) return codec::Value(scalar_);
      if (scalar_ == "true" || scalar_ == "false") return codec::Value(scalar_ == "true");
      std::int64_t n = 0;
      const auto [end, error] = std::from_chars(scalar_.data(), scalar_.data() + scalar_.size(), n);
      // "007" and "+5" stay texts: only what prints back the same is a number.
      if (error == std::errc() && end == scalar_.data() + scalar_.size() &&
          std::to_string(n) == scalar_) {
        return codec::Value(n);
      }
      return codec::Value(scalar_);
    }
    case Kind::list: {
      codec::Value::Array items;
      for (const Yaml& item : list_) items.push_back(item.to_value());
      return codec::Value::array(std::move(items));
    }
    case Kind::map: {
      codec::Value out = codec::Value::map({});
      for (const auto& [key, value] : map_) out.set(codec::Value(key), value.to_value());
      return out;
    }
  }
  return {};
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 48 && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

}  // namespace packer
