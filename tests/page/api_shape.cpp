#include "api_shape.h"

#include <algorithm>

namespace page {

namespace {

namespace json = boost::json;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

bool is_type(const std::string& type, const json::value& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "number") return value.is_number();
  return type == "integer" && value.is_int64();
}

const std::set<std::string> kKeywords = {"type", "required",    "properties",          "items",
                                         "enum", "description", "additionalProperties"};

}  // namespace

ApiShape::ApiShape() : root_(YAML::LoadFile(AMPARO_SOURCE_DIR "/docs/api/openapi.yaml")) {}

std::set<std::string> ApiShape::operations() const {
  std::set<std::string> out;
  for (const auto& path : root_["paths"]) {
    for (const auto& method : path.second) {
      const auto name = method.first.as<std::string>();
      if (name != "parameters") out.insert(upper(name) + " " + path.first.as<std::string>());
    }
  }
  return out;
}

YAML::Node ApiShape::operation(const std::string& method, const std::string& path) const {
  return root_["paths"][path][lower(method)];
}

bool ApiShape::asks_header(const std::string& method, const std::string& path,
                           const std::string& name) const {
  for (const auto& parameter : operation(method, path)["parameters"]) {
    const YAML::Node found = resolved(parameter);
    if (found["in"].as<std::string>() == "header" && found["name"].as<std::string>() == name) {
      return true;
    }
  }
  return false;
}

YAML::Node ApiShape::resolved(const YAML::Node& node) const {
  if (!node.IsMap() || !node["$ref"]) return node;
  YAML::Node at = root_;
  std::string path = node["$ref"].as<std::string>().substr(2);
  for (std::size_t slash = 0; slash != std::string::npos;) {
    slash = path.find('/');
    // A const lookup: another would insert what it does not find.
    const YAML::Node next = std::as_const(at)[path.substr(0, slash)];
    at.reset(next);
    if (slash != std::string::npos) path = path.substr(slash + 1);
  }
  return at;
}

std::string ApiShape::fault(const std::string& method, const std::string& path, unsigned status,
                            const json::value& body) const {
  const YAML::Node responses = operation(method, path)["responses"];
  const YAML::Node exact = responses[std::to_string(status)];
  const YAML::Node response = exact ? exact : responses["default"];
  if (!response) return "status " + std::to_string(status) + " is not described";
  const YAML::Node content = resolved(response)["content"];
  if (!content) return body.is_null() ? "" : "a body where none is described";
  return check(content.begin()->second["schema"], body, "body");
}

std::string ApiShape::check(const YAML::Node& unresolved, const json::value& value,
                            const std::string& at) const {
  const YAML::Node schema = resolved(unresolved);
  for (const auto& keyword : schema) {
    if (!kKeywords.contains(keyword.first.as<std::string>())) {
      return at + ": keyword " + keyword.first.as<std::string>() + " is not understood";
    }
  }
  if (schema["type"] && !is_type(schema["type"].as<std::string>(), value)) {
    return at + ": is not " + schema["type"].as<std::string>();
  }
  if (schema["enum"]) {
    const auto allowed = schema["enum"].as<std::vector<std::string>>();
    if (std::ranges::find(allowed, std::string(value.as_string())) == allowed.end()) {
      return at + ": " + std::string(value.as_string()) + " is not in the enum";
    }
  }
  if (schema["items"]) {
    for (std::size_t i = 0; i < value.as_array().size(); ++i) {
      const std::string problem =
          check(schema["items"], value.as_array()[i], at + "[" + std::to_string(i) + "]");
      if (!problem.empty()) return problem;
    }
  }
  for (const auto& name : schema["required"]) {
    if (!value.as_object().contains(name.as<std::string>())) {
      return at + ": " + name.as<std::string>() + " is missing";
    }
  }
  if (!value.is_object() || !schema["type"]) return {};
  for (const auto& [name, member] : value.as_object()) {
    const std::string inside = at + "." + std::string(name);
    const YAML::Node properties = schema["properties"];
    const YAML::Node own = properties ? properties[std::string(name)] : YAML::Node();
    const YAML::Node known = own.IsDefined() && own.IsMap() ? own : schema["additionalProperties"];
    if (!known) return inside + ": is not described";
    const std::string problem = check(known, member, inside);
    if (!problem.empty()) return problem;
  }
  return {};
}

}  // namespace page
