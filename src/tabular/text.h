// Text of tables: is it UTF-8, and if not, read as Windows-1252 (the Latin-1 that people mean).
#pragma once

#include <string>
#include <string_view>

namespace tabular {

// No byte above 0x7F. O(n), eight bytes a step.
bool is_ascii(std::string_view text);
// Well-formed UTF-8 (no overlong form, no surrogate, at most U+10FFFF).
bool is_utf8(std::string_view text);
// Windows-1252 to UTF-8; the five unassigned bytes keep their C1 code, as browsers do.
void append_latin1(std::string& out, std::string_view text);
// Replaces each byte that is not part of well-formed UTF-8 by U+FFFD.
std::string replace_bad_utf8(std::string_view text);
// Without spaces, tabs and no-break spaces at both ends.
std::string_view trim(std::string_view text);

}  // namespace tabular
