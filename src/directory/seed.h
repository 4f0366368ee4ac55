// Seed: what the pack brings: organisations of the study, authorities, needs, the study's
// classification, the diaspora's figures, the tracks of constitution, places and languages.
#pragma once

#include <functional>

#include "base/bytes.h"
#include "directory/constitution.h"

namespace directory {

struct Need {
  std::string id;
  Text label;
  std::set<std::string> services;
};
struct Figure {
  std::string id;
  std::string value;  // empty: not stated
  std::string unit;
  int year = 0;
  std::string place;
  Text population;
  std::string cite;
  std::string formula;  // empty: read, not derived
  std::vector<std::string> of;
  Text assumption;
};
struct Factor {
  std::string id;
  Text label;
  std::string cite;
};
struct Clause {
  std::string cite;
  Text text;
};
struct Template {
  std::string id;
  Text title;
  std::vector<Clause> clauses;
};
struct LanguageName {
  std::string code;
  bool group = false;
  std::string family;
  bool is_signed = false;
  Text name;
  std::string autonym;
  bool curated = false;
};

struct Seed {
  Places places;
  std::vector<LanguageName> languages;
  std::vector<Organisation> study;        // Table 1
  std::vector<Organisation> authorities;  // government actors
  std::vector<Need> needs;
  std::vector<Need> axes;  // of the study's comparison
  std::vector<Figure> figures;
  std::vector<Factor> factors;
  std::vector<Track> tracks;
  std::vector<Template> templates;
  Calendars calendars;
};

// Reads sections of the pack by name. Refusals of `section`; bad_value with "what" for a section
// that is not as the compiler of the catalogue writes it.
using Sections = std::function<base::Result<base::ByteView>(std::string_view)>;
base::Result<Seed> read_seed(const Sections& section);

}  // namespace directory
