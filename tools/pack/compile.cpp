#include "compile.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "compile_directory.h"
#include "compile_records.h"

namespace packer {

namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path, Problems& problems) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  if (in) out << in.rdbuf();
  if (!in) problems.add(path.generic_string(), 0, "cannot be read");
  return std::move(out).str();
}

// Every file below a folder, sorted, so that a directory's order does not matter.
std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> out;
  if (!fs::is_directory(folder)) return out;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && !name.starts_with(".") && name != "README.md") {
      out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Compiler {
 public:
  Compiler(const CatalogueSource& source, Problems& problems)
      : source_(source), problems_(problems) {}

  Compiled compile() {
    const Lists lists = compile_lists(documents("codes"), problems_);
    const Schedules schedules = compile_retention(documents("retention"), problems_);
    const std::vector<Yaml> records = documents("records");
    const fs::path lock = source_.folder / "records" / "frozen.csv";
    FrozenTable frozen;
    if (fs::exists(lock)) frozen = read_frozen(shown(lock), read_file(lock, problems_), problems_);
    codec::Value section = compile_records({records, lists, schedules, shown(lock), source_.freeze},
                                           frozen, problems_);
    Compiled out;
    out.frozen_csv = write_frozen(frozen);
    if (problems_.empty()) {
      out.sections.push_back({"records", codec::encode(section)});
      out.sections.push_back({"codes", codec::encode(lists.section)});
      out.sections.push_back({"retention", codec::encode(schedules.section)});
    }
    add_other_folders(out.sections);
    std::optional<pack::Section> calendars = check_directory(source_.folder, lists, problems_);
    if (calendars) out.sections.push_back(std::move(*calendars));
    return out;
  }

 private:
  std::string shown(const fs::path& path) const {
    return path.lexically_relative(source_.folder.parent_path()).generic_string();
  }

  std::vector<Yaml> documents(std::string_view folder) {
    std::vector<Yaml> out;
    for (const fs::path& path : files_of(source_.folder / folder)) {
      if (path.extension() != ".yaml") {
        if (path.filename() != "frozen.csv") problems_.add(shown(path), 0, "expected *.yaml");
        continue;
      }
      std::vector<Yaml> more = Yaml::parse(shown(path), read_file(path, problems_), problems_);
      std::move(more.begin(), more.end(), std::back_inserter(out));
    }
    return out;
  }

  void add_other_folders(std::vector<pack::Section>& sections) {
    std::vector<fs::path> folders;
    for (const fs::directory_entry& entry : fs::directory_iterator(source_.folder)) {
      const std::string name = entry.path().filename().string();
      const bool own = name == "records" || name == "codes" || name == "retention";
      const bool skipped =
          std::find(source_.skip.begin(), source_.skip.end(), name) != source_.skip.end();
      if (entry.is_directory() && !own && !skipped) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    for (const fs::path& folder : folders) {
      for (const fs::path& path : files_of(folder)) sections.push_back(other_section(path));
    }
  }

  // "messages/refusals" for YAML; "names/given.csv" for anything else.
  pack::Section other_section(const fs::path& path) {
    const std::string text = read_file(path, problems_);
    fs::path name = path.lexically_relative(source_.folder);
    if (path.extension() != ".yaml") {
      const base::ByteView bytes = base::as_bytes(text);
      return {name.generic_string(), {bytes.begin(), bytes.end()}};
    }
    const std::vector<Yaml> docs = Yaml::parse(shown(path), text, problems_);
    codec::Value value;
    if (docs.size() == 1) {
      value = docs.front().to_value();
    } else {
      codec::Value::Array items;
      for (const Yaml& doc : docs) items.push_back(doc.to_value());
      value = codec::Value::array(std::move(items));
    }
    if (!problems_.empty()) return {name.replace_extension().generic_string(), {}};
    return {name.replace_extension().generic_string(), codec::encode(value)};
  }

  const CatalogueSource& source_;
  Problems& problems_;
};

}  // namespace

Compiled compile_catalogue(const CatalogueSource& source, Problems& problems) {
  if (!fs::is_directory(source.folder)) {
    problems.add(source.folder.generic_string(), 0, "is no folder");
    return {};
  }
  return Compiler(source, problems).compile();
}

}  // namespace packer
