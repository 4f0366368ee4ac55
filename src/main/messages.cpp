#include "main/messages.h"

#include "codec/cbor.h"

namespace cli {

namespace {

std::string text_in(const codec::Value& map, const char* key) {
  const codec::Value* found = map.find(key);
  if (found == nullptr || found->as_text() == nullptr) {
    throw base::Fault(base::Code::bad_pack, "a message without both languages");
  }
  return *found->as_text();
}

void fill(std::string& sentence, const Messages::Values& values) {
  for (const auto& [name, value] : values) {
    const std::string place = "{" + name + "}";
    for (std::size_t at = sentence.find(place); at != std::string::npos;
         at = sentence.find(place, at + value.size())) {
      sentence.replace(at, place.size(), value);
    }
  }
}

}  // namespace

Messages::Messages(const pack::Pack& pack) {
  for (const std::string& name : pack.section_names()) {
    if (!name.starts_with("messages/")) continue;
    const base::Result<codec::Value> section = codec::decode(*pack.section(name));
    if (!section || section->as_map() == nullptr) {
      throw base::Fault(base::Code::bad_pack, name + " is not a map");
    }
    for (const auto& [key, sentence] : *section->as_map()) {
      sentences_[*key.as_text()] = {text_in(sentence, "es"), text_in(sentence, "en")};
    }
  }
}

bool Messages::has(std::string_view key) const {
  return sentences_.contains(key);
}

std::string Messages::say(std::string_view language, std::string_view key,
                          const Values& values) const {
  const auto found = sentences_.find(key);
  if (found == sentences_.end()) return std::string(key);
  std::string sentence = language == "en" ? found->second.en : found->second.es;
  fill(sentence, values);
  return sentence;
}

std::string Messages::say(std::string_view language, const base::Refusal& refusal) const {
  std::string sentence = say(language, base::code_name(refusal.code), refusal.details);
  // Details that the sentence has no place for are shown behind it: they are never personal.
  std::string rest;
  const std::string raw = say(language, base::code_name(refusal.code));
  for (const auto& [name, value] : refusal.details) {
    if (raw.find("{" + name + "}") != std::string::npos || value.empty()) continue;
    rest += (rest.empty() ? "" : ", ") + name + ": " + value;
  }
  if (!rest.empty()) sentence += " (" + rest + ")";
  return sentence;
}

}  // namespace cli
