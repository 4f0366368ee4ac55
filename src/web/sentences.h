// Sentences: what each refusal says to a person, in the languages of the page.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "web/service.h"

namespace web {

enum class Language { es, en };

// The language an Accept-Language header asks for first; Spanish when it asks for neither.
Language language_of(std::string_view accept_language);

class Sentences {
 public:
  using Texts = std::map<std::string, Text, std::less<>>;
  Sentences() = default;
  // By the names of codes.
  explicit Sentences(Texts texts) : texts_(std::move(texts)) {}
  // From the text of catalogue/messages/refusals.yaml. Refusal bad_encoding.
  static base::Result<Sentences> from_yaml(std::string_view yaml);

  // The sentence of a refusal with its details inserted; the code's name when none is known.
  std::string of(const base::Refusal& refusal, Language language) const;

 private:
  Texts texts_;
};

}  // namespace web
