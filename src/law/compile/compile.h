// Compile: the law's files to a Ruleset and its tests.
//
// Promise: everything or nothing. One problem and nothing is compiled; every problem found is told,
// each as one sentence with file and line. The order of files does not matter for the meaning; for
// the bytes they are taken in the order of their names, so that one catalogue has one hash.
#pragma once

#include <expected>
#include <filesystem>

#include "law/compile/test_case.h"

namespace law {

struct SourceFile {
  std::string name;  // as shown in sentences: "mexico/refugio.yaml"
  std::string text;
};

struct Compiled {
  Ruleset ruleset;
  std::vector<LawTest> tests;
};

std::expected<Compiled, Problems> compile(std::vector<SourceFile> files);

// Every *.yaml below a folder. Refusal unreadable_file.
std::expected<std::vector<SourceFile>, Problems> read_folder(const std::filesystem::path& folder);

}  // namespace law
