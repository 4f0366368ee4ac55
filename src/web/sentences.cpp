#include "web/sentences.h"

#include <yaml-cpp/yaml.h>

namespace web {

Language language_of(std::string_view accept_language) {
  const std::size_t es = accept_language.find("es");
  const std::size_t en = accept_language.find("en");
  return en < es ? Language::en : Language::es;
}

base::Result<Sentences> Sentences::from_yaml(std::string_view yaml) {
  Sentences sentences;
  try {
    for (const auto& line : YAML::Load(std::string(yaml))) {
      sentences.texts_[line.first.as<std::string>()] = {line.second["es"].as<std::string>(),
                                                        line.second["en"].as<std::string>()};
    }
  } catch (const YAML::Exception&) {
    return base::refuse(base::Code::bad_encoding, {{"what", "refusals.yaml"}});
  }
  return sentences;
}

std::string Sentences::of(const base::Refusal& refusal, Language language) const {
  const auto found = texts_.find(base::code_name(refusal.code));
  if (found == texts_.end()) return std::string(base::code_name(refusal.code));
  std::string text = language == Language::en ? found->second.en : found->second.es;
  for (const auto& [name, value] : refusal.details) {
    const std::string hole = "{" + name + "}";
    for (std::size_t at = text.find(hole); at != std::string::npos;
         at = text.find(hole, at + value.size())) {
      text.replace(at, hole.size(), value);
    }
  }
  return text;
}

}  // namespace web
