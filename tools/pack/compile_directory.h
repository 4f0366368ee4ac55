// Checks what the directory knows (catalogue/places, languages, directory, constitution) while the
// pack is made, so that a wrong line is said with its file and number and never reaches a node.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "compile_lists.h"
#include "pack/pack.h"

namespace packer {

// The folders that are absent are not checked. `services` and `recipient_classes` of `lists` are
// what services and authorities are called by.
// Gives the section "constitution/calendars": the calendars of law/shared that terms name.
std::optional<pack::Section> check_directory(const std::filesystem::path& catalogue,
                                             const Lists& lists, Problems& problems);

}  // namespace packer
