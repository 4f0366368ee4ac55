#include "law/compile/compile.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "law/compile/documents.h"

namespace law {

namespace {

Problem refused(const base::Refusal& refusal, const std::string& file) {
  std::string why(base::code_name(refusal.code));
  for (const auto& [name, value] : refusal.details) why += ", " + name + " " + value;
  const bool calendar = refusal.code == base::Code::bad_calendar;
  return {calendar ? ProblemKind::bad_calendar : ProblemKind::bad_tables, file, 1, {{"why", why}}};
}

}  // namespace

std::expected<Compiled, Problems> compile(std::vector<SourceFile> files) {
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
  Problems problems;
  std::vector<std::vector<Yaml>> trees;  // documents point into these
  for (const SourceFile& file : files) {
    auto documents = parse_yaml(file.text, file.name);
    if (!documents) problems.push_back(documents.error());
    trees.push_back(documents ? std::move(*documents) : std::vector<Yaml>());
  }
  Builder builder(problems);
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const Yaml& document : trees[i]) builder.add_document(document, files[i].name);
  }
  if (problems.empty()) make_documents(builder);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  auto ruleset = Ruleset::make(std::move(builder.tables));
  if (!ruleset) return std::unexpected(Problems{refused(ruleset.error(), "law")});
  std::vector<LawTest> tests = read_law_tests(builder, *ruleset, problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return Compiled{std::move(*ruleset), std::move(tests)};
}

std::expected<std::vector<SourceFile>, Problems> read_folder(const std::filesystem::path& folder) {
  std::vector<SourceFile> files;
  std::error_code error;
  std::filesystem::recursive_directory_iterator walk(folder, error);
  for (; !error && walk != std::filesystem::recursive_directory_iterator(); walk.increment(error)) {
    if (!walk->is_regular_file() || walk->path().extension() != ".yaml") continue;
    std::ifstream stream(walk->path(), std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    const std::string name = walk->path().lexically_relative(folder).generic_string();
    if (!stream) return std::unexpected(Problems{{ProblemKind::unreadable_file, name, 1, {}}});
    files.push_back({name, text.str()});
  }
  if (error) {
    return std::unexpected(
        Problems{{ProblemKind::unreadable_file, folder.generic_string(), 1, {}}});
  }
  return files;
}

}  // namespace law
