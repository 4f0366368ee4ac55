// The catalogue's compiler: a record type needs no C++, and what is wrong is said with file and
// line.
#include "compile.h"

#include <algorithm>
#include <fstream>
#include <unistd.h>

#include <doctest/doctest.h>

#include "casefile/control.h"
#include "casefile/values.h"

namespace packer {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCodes =
    "list: moods\n"
    "label: {es: Ánimos, en: Moods}\n"
    "codes:\n"
    "  good: {es: Bien, en: Good}\n"
    "  bad: {es: Mal, en: Bad}\n";
constexpr const char* kRetention =
    "schedule: keep\n"
    "label: {es: Guardar, en: Keep}\n"
    "basis: {es: Política, en: Policy}\n"
    "start: closure\n"
    "months: 12\n";
constexpr const char* kRecord =
    "type: diary\n"
    "number: 700\n"
    "version: 1\n"
    "kinds: [child]\n"
    "compartment: ops\n"
    "retention: keep\n"
    "label: {es: Diario, en: Diary}\n"
    "fields:\n"
    "  mood: {number: 1, kind: code, list: moods, rule: restrictive, strictness: [good, bad], "
    "label: {es: Ánimo, en: Mood}}\n"
    "  text: {number: 2, kind: longtext, rule: append_only, label: {es: Texto, en: Text}}\n";

// A catalogue in a folder of its own, gone at the end.
class Folder {
 public:
  Folder() {
    static int count = 0;
    path_ = fs::temp_directory_path() /
            ("amparo_packer_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
    write("codes/codes.yaml", kCodes);
    write("retention/retention.yaml", kRetention);
    write("records/diary.yaml", kRecord);
  }
  ~Folder() { fs::remove_all(path_); }

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }
  // The record file with one part of it changed.
  void change(const std::string& from, const std::string& to) const {
    std::string text = kRecord;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    write("records/diary.yaml", text.replace(at, from.size(), to));
  }
  Compiled compile(Problems& problems, bool freeze = false) const {
    return compile_catalogue({path_, {}, freeze}, problems);
  }
  void freeze() const {
    Problems problems;
    write("records/frozen.csv", compile(problems, true).frozen_csv);
    REQUIRE_MESSAGE(problems.empty(), problems.text());
  }
  // The one problem as "file:line: sentence".
  std::string problem() const {
    Problems problems;
    compile(problems);
    return problems.text();
  }

 private:
  fs::path path_;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

base::ByteView section(const Compiled& compiled, std::string_view name) {
  const auto found = std::find_if(compiled.sections.begin(), compiled.sections.end(),
                                  [&](const pack::Section& s) { return s.name == name; });
  REQUIRE(found != compiled.sections.end());
  return found->bytes;
}

casefile::Catalogue load(const Compiled& compiled) {
  return casefile::Catalogue::load(section(compiled, "records"), section(compiled, "codes"),
                                   section(compiled, "retention"))
      .value();
}

TEST_CASE("a record type that no C++ knows is written, checked and folded") {
  const Folder folder;
  folder.freeze();
  Problems problems;
  const Compiled compiled = folder.compile(problems);
  REQUIRE_MESSAGE(problems.empty(), problems.text());
  const casefile::Catalogue catalogue = load(compiled);
  const casefile::RecordType* diary = catalogue.type("diary");
  REQUIRE(diary != nullptr);
  CHECK(diary->label.es == "Diario");

  casefile::History history(base::Compartment::ops);
  base::SeededRandom random(1);
  const base::RecordId record = base::RecordId::random(random);
  for (std::uint64_t n = 0; n < 2; ++n) {
    casefile::Batch batch;
    batch.hlc = {1000 + n, 0};
    casefile::Op op;
    op.record = record;
    op.type = 700;
    op.version = 1;
    op.field = 1;
    op.kind = static_cast<std::uint32_t>(casefile::op_kind_for(diary->field(1)->fold));
    op.value = codec::Value(n == 0 ? "bad" : "good");
    CHECK(casefile::check_op(catalogue, base::Compartment::ops, op).has_value());
    batch.ops.push_back(op);
    history.add({base::NodeId::random(random), 1, batch});
  }
  const casefile::Folded folded = casefile::fold(history, catalogue, casefile::Control());
  CHECK(folded.records.front().text(1) == "bad");
  CHECK(folded.conflicts.size() == 1);
}

TEST_CASE("the sections do not depend on the order of files and keys") {
  const Folder a;
  const Folder b;
  a.freeze();
  b.write("records/diary.yaml",
          "label: {en: Diary, es: Diario}\nretention: keep\ncompartment: ops\nkinds: [child]\n"
          "version: 1\nnumber: 700\ntype: diary\nfields:\n"
          "  text: {label: {en: Text, es: Texto}, kind: longtext, rule: append_only, number: 2}\n"
          "  mood: {label: {en: Mood, es: Ánimo}, kind: code, list: moods, rule: restrictive, "
          "strictness: [good, bad], number: 1}\n");
  b.freeze();
  Problems problems;
  const Compiled first = a.compile(problems);
  const Compiled second = b.compile(problems);
  REQUIRE(problems.empty());
  REQUIRE(first.sections.size() == second.sections.size());
  for (std::size_t i = 0; i < first.sections.size(); ++i) {
    CHECK(first.sections[i].bytes == second.sections[i].bytes);
  }
}

TEST_CASE("what is wrong is refused with file and line") {
  struct Row {
    const char* from;
    const char* to;
    const char* says;
  };
  const std::vector<Row> rows = {
      {"compartment: ops", "compartment: attic", "diary.yaml:1: unknown compartment 'attic'"},
      {"kinds: [child]", "kinds: [child]\ncolour: red", "diary.yaml:5: unknown field 'colour'"},
      {"rule: append_only", "rule: append_only, blue: 1", "diary.yaml:10: unknown field 'blue'"},
      {"number: 2", "number: 1", "diary.yaml:10: field number 1 of 'diary' is taken"},
      {"{es: Texto, en: Text}", "{es: Texto}", "diary.yaml:10: 'en' is missing"},
      {"rule: append_only", "rule: last_writer_wins",
       "diary.yaml:10: unknown rule 'last_writer_wins'"},
      {"list: moods", "list: colours", "diary.yaml:9: unknown code list 'colours'"},
      {"kind: longtext", "kind: poem", "diary.yaml:10: unknown kind 'poem'"},
      {"[good, bad]", "[good, ugly]", "diary.yaml:9: 'strictness'"},
      {"retention: keep", "retention: forever", "unknown retention schedule 'forever'"},
      {"text: {number", "mood: {number", "diary.yaml:10: 'mood' stands twice"},
      {"type: diary", "type: [", "diary.yaml:3: not YAML"}};
  for (const Row& row : rows) {
    const Folder folder;
    folder.freeze();
    folder.change(row.from, row.to);
    const std::string said = folder.problem();
    CHECK_MESSAGE(has(said, row.says), "expected: " << std::string(row.says) << "\nsaid: " << said);
  }
}

TEST_CASE("a record type number or a code list twice is refused") {
  const Folder folder;
  folder.freeze();
  folder.write("records/other.yaml", kRecord);
  CHECK(has(folder.problem(), "other.yaml:1: record type number 700 is taken"));
  folder.write("codes/again.yaml", kCodes);
  CHECK(has(folder.problem(), "code list 'moods' stands twice"));
}

TEST_CASE("what decides a fold is frozen per version") {
  const Folder folder;
  folder.freeze();
  CHECK(folder.problem().empty());
  SUBCASE("another rule under the same version") {
    folder.change("rule: restrictive, strictness: [good, bad], ", "");
    const std::string said = folder.problem();
    CHECK(has(said, "diary.yaml:9: diary.mood decides a fold otherwise than"));
    CHECK(has(said, "frozen.csv:2"));
    // Freezing again does not help.
    Problems problems;
    folder.compile(problems, true);
    CHECK_FALSE(problems.empty());
  }
  SUBCASE("another compartment, another order of strictness") {
    folder.change("compartment: ops", "compartment: medical");
    CHECK(has(folder.problem(), "give the record type a new version"));
    folder.change("[good, bad]", "[bad, good]");
    CHECK(has(folder.problem(), "give the record type a new version"));
  }
  SUBCASE("a field that is gone") {
    folder.change(
        "  text: {number: 2, kind: longtext, rule: append_only, label: {es: Texto, en: "
        "Text}}\n",
        "");
    CHECK(has(folder.problem(), "frozen.csv:3: diary.text is gone"));
  }
  SUBCASE("a new field waits for --freeze") {
    folder.write(
        "records/diary.yaml",
        std::string(kRecord) + "  day: {number: 3, kind: instant, label: {es: Día, en: Day}}\n");
    CHECK(has(folder.problem(), "diary.yaml:11: diary.day is not in frozen.csv"));
    folder.freeze();
    CHECK(folder.problem().empty());
  }
  SUBCASE("a new version may differ, and old ops still fold by the old rule") {
    std::string text = kRecord;
    text.replace(text.find("version: 1"), 10, "version: 2");
    text.replace(text.find("rule: restrictive, strictness: [good, bad], "), 44, "");
    folder.write("records/diary.yaml", text);
    folder.freeze();
    Problems problems;
    const casefile::Catalogue catalogue = load(folder.compile(problems));
    CHECK(catalogue.fold_rule(700, 1, 1)->rule == casefile::Rule::restrictive);
    CHECK(catalogue.fold_rule(700, 2, 1)->rule == casefile::Rule::replace_with_conflict);
  }
}

TEST_CASE("other folders go in as they are: YAML as CBOR, the rest raw") {
  const Folder folder;
  folder.freeze();
  folder.write("messages/ui.yaml", "hello: {es: Hola, en: Hello}\nlimit: 15\nzip: \"007\"\n");
  folder.write("names/given.csv", "name\nAna\n");
  Problems problems;
  const Compiled compiled = folder.compile(problems);
  REQUIRE(problems.empty());
  CHECK(base::as_text(section(compiled, "names/given.csv")) == "name\nAna\n");
  const codec::Value messages = codec::decode(section(compiled, "messages/ui")).value();
  CHECK(*messages.find("hello")->find("es") == codec::Value("Hola"));
  CHECK(*messages.find("limit") == codec::Value(15));
  CHECK(*messages.find("zip") == codec::Value("007"));
}

}  // namespace
}  // namespace packer
