// Terms: the words under which a row stands in the full-text table. A pure function of a cell, so
// that a row can be taken out again by what is stored of it. Inside views only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "views/index.h"

namespace views {

// Letters and digits only, the first letter telling the kind: s sound of a name's word, c code,
// e exact text, w word of a text.
std::string code_term(FieldRef field, std::string_view code);
std::string exact_term(FieldRef field, std::string_view text);
std::vector<std::string> name_terms(std::string_view name);
std::vector<std::string> sound_terms(std::string_view folded_word);
std::vector<std::string> text_terms(std::string_view text);

// The terms of all cells, each once, parted by spaces.
std::string terms_of(const std::vector<Cell>& cells);

// The code of a cell that filters ask for: of a code, a state or a boolean, or several codes.
std::vector<std::string> codes_of(const codec::Value& value);

// Words that begin alike, or differ in a few letters: 0 (nothing alike) … 100 (equal).
int likeness(std::string_view a, std::string_view b);
// True when one insertion, deletion, exchange or swap of neighbours makes a into b, or they are
// equal.
bool within_one(std::string_view a, std::string_view b);

}  // namespace views
