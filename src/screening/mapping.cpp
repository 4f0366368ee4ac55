#include "screening/mapping.h"

namespace screening {

namespace {

using codec::Value;

base::Refusal bad(std::string why) {
  return {base::Code::bad_catalogue, {{"why", std::move(why)}}};
}

std::string scalar(const Value& value) {
  if (const std::string* text = value.as_text()) return *text;
  if (const bool* flag = value.as_bool()) return *flag ? "true" : "false";
  if (const std::int64_t* number = value.as_int()) return std::to_string(*number);
  return "";
}

std::string word(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr ? "" : scalar(*value);
}

// One scalar or a list of them.
std::vector<std::string> words(const Value& value) {
  std::vector<std::string> out;
  if (const Value::Array* items = value.as_array()) {
    for (const Value& item : *items) out.push_back(scalar(item));
  } else {
    out.push_back(scalar(value));
  }
  return out;
}

std::vector<std::string> words(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr ? std::vector<std::string>() : words(*value);
}

Saying saying_of(const Value& map) {
  Saying saying;
  saying.path = path_of(word(map, "field"));
  saying.constant = word(map, "say");
  saying.open = word(map, "open") == "true";
  const Value* pairs = map.find("map");
  if (pairs != nullptr && pairs->as_map() != nullptr) {
    for (const auto& [from, to] : *pairs->as_map()) {
      saying.map.emplace_back(scalar(from), scalar(to));
    }
  }
  return saying;
}

std::vector<Condition> conditions_of(const Value& map) {
  std::vector<Condition> out;
  if (map.as_map() == nullptr) return out;
  for (const auto& [path, wanted] : *map.as_map()) {
    Condition condition{path_of(scalar(path)), Condition::Wants::one_of, words(wanted)};
    if (condition.values == std::vector<std::string>{"present"}) {
      condition.wants = Condition::Wants::present;
    } else if (condition.values == std::vector<std::string>{"absent"}) {
      condition.wants = Condition::Wants::absent;
    }
    out.push_back(std::move(condition));
  }
  return out;
}

base::Result<Derivation> derivation_of(const Value& map) {
  Derivation out;
  out.atom = word(map, "atom");
  out.record = word(map, "record");
  if (out.atom.empty() || out.record.empty()) return std::unexpected(bad("atom or record"));
  if (const Value* where = map.find("where")) out.where = conditions_of(*where);
  for (const std::string& path : words(map, "differ")) out.differ.push_back(path_of(path));
  out.latest = words(map, "latest");
  out.earliest = words(map, "earliest");
  out.saying = saying_of(map);
  const Value* list = map.find("list");
  if (list != nullptr && list->as_map() != nullptr) {
    for (const auto& [name, saying] : *list->as_map()) {
      out.list.emplace_back(scalar(name), saying_of(saying));
    }
  }
  const int ways = (out.saying.path.field.empty() ? 0 : 1) + (out.saying.constant.empty() ? 0 : 1) +
                   (out.list.empty() ? 0 : 1);
  if (ways != 1) return std::unexpected(bad(out.atom + ": one of field, say, list"));
  return out;
}

}  // namespace

FieldPath path_of(const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return {text, ""};
  return {text.substr(0, dot), text.substr(dot + 1)};
}

base::Result<Mapping> Mapping::load(const codec::Value& section) {
  const Value* facts = section.find("facts");
  if (facts == nullptr || facts->as_array() == nullptr) return std::unexpected(bad("facts"));
  Mapping mapping;
  for (const Value& one : *facts->as_array()) {
    base::Result<Derivation> derivation = derivation_of(one);
    if (!derivation) return base::pass(derivation);
    mapping.derivations_.push_back(std::move(*derivation));
  }
  const Value* acts = section.find("acts");
  if (acts != nullptr && acts->as_map() != nullptr) {
    for (const auto& [duty, act] : *acts->as_map()) {
      mapping.acts_.emplace_back(scalar(duty), scalar(act));
    }
  }
  return mapping;
}

std::string Mapping::act_of(std::string_view duty) const {
  for (const auto& [rule, act] : acts_) {
    if (rule == duty) return act;
  }
  return "";
}

}  // namespace screening
