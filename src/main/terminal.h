// The terminal: asking for a passphrase without showing it, reading one from a file, and the
// language of the person.
#pragma once

#include <string>

#include "base/result.h"

namespace cli {

// Asks on the terminal without echo. Refusal no_terminal when there is none to ask on.
base::Result<std::string> ask_secret(const std::string& question);
// Asks on the terminal, shown while typed.
base::Result<std::string> ask_line(const std::string& question);
// The first line of a file. Refusal unreadable_file.
base::Result<std::string> first_line(const std::string& path);

// "es" or "en": --lang in the arguments, else AMPARO_LANG, LC_ALL, LC_MESSAGES, LANG; Spanish when
// nothing says.
std::string language_of(int argc, char** argv);

}  // namespace cli
