// Names of people, folded and by sound: how a name written by ear is found again.
//
// Spanish-speaking registrars wrote Mayan names as they heard them, and US forms lose accents,
// particles and second surnames. Keys made here say "may be the same name", for search and for
// candidates of matching; they never replace the spelling a person uses.
//
// Nothing here throws on bad UTF-8: bytes that are none are skipped. Thread rule: values only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

// Lower case without marks (ñ → n), without apostrophes of any code point (' ’ ʼ ꞌ …), everything
// that is neither letter nor digit as one space between words. Letters outside the Latin script
// stay as they are. O(n).
std::string fold(std::string_view utf8);

// The words that keys treat specially; all folded. The default is catalogue/names/keys.csv.
struct NameTables {
  struct Replacement {
    std::string from;
    std::string to;
  };
  std::vector<std::string> particles;        // de, la, … left out of keys
  std::vector<Replacement> abbreviations;    // ma → maria
  std::vector<std::string> glued_particles;  // dela: what delacruz begins with
  std::vector<Replacement> glued_words;      // deleon → leon, where the beginning alone misleads

  // Rows "kind,from,to" with kind particle, abbreviation, glued_particle or glued_word; lines
  // beginning with # are comments. Refusal bad_value with details "what" and "line".
  static Result<NameTables> from_csv(std::string_view csv);
  // The tables this program was built with.
  static const NameTables& built_in();
};

// The folded words of a name that keys are made of: abbreviations written out, glued particles cut
// off, particles left out (unless nothing else is left). In the order written.
std::vector<std::string> name_words(std::string_view name, const NameTables& tables);

// The sound keys of one folded word, sorted, each once, never empty for a word with a Latin letter:
// an initial vowel's class, then consonant classes. A letter that may sound several ways (x,
// initial j, ll, w, sh) gives several keys, at most 16. Two words may be the same name when they
// share a key.
std::vector<std::string> sound_keys(std::string_view word);

// All keys of all words of a name, sorted, each once.
std::vector<std::string> name_keys(std::string_view name, const NameTables& tables);

}  // namespace base
