// Messages: the sentences of catalogue/messages in the two languages, with {name} filled in.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pack/pack.h"

namespace cli {

class Messages {
 public:
  using Values = std::vector<std::pair<std::string, std::string>>;

  // Every section messages/… of the pack. Fault bad_pack when one is not a map of sentences.
  explicit Messages(const pack::Pack& pack);

  bool has(std::string_view key) const;
  // The sentence; the key itself where there is none, so that a missing one is seen and not hidden.
  std::string say(std::string_view language, std::string_view key, const Values& values = {}) const;
  // The sentence of a refusal, with its details.
  std::string say(std::string_view language, const base::Refusal& refusal) const;

 private:
  struct Sentence {
    std::string es;
    std::string en;
  };
  std::map<std::string, Sentence, std::less<>> sentences_;
};

}  // namespace cli
