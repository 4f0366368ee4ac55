// Field texts: a field's value from what a person typed, and as a line to read. For the command
// line, prints and exports; the page has forms of its own.
#pragma once

#include <string>

#include "base/date_reading.h"
#include "casefile/catalogue.h"
#include "codec/cbor.h"

namespace desk {

// How typed dates are meant, and the language of labels ("es" or "en").
struct Reading {
  base::DateReading dates;
  std::string language = "es";
};

// Typed text as the field's value; empty text empties the field. Compound kinds take parts as
// "part:text;part:text": a person's name has given (several by comma), paternal, maternal,
// nickname, said; a place country, state, municipality, locality, text; a language code, variant,
// interpreter; an identifier system, value. A name or place without parts is taken as said. Codes
// are given by code or by label. Refusal bad_value, or one of read_date's, with detail "field".
base::Result<codec::Value> value_from_text(const casefile::Catalogue& catalogue,
                                           const casefile::Field& field, std::string_view text,
                                           const Reading& reading);

// One line: codes by label, dates in their stored form, ids as hexadecimal.
std::string value_to_text(const casefile::Catalogue& catalogue, const casefile::Field& field,
                          const codec::Value& value, std::string_view language);

// A label in a language.
const std::string& in_language(const casefile::Label& label, std::string_view language);

}  // namespace desk
