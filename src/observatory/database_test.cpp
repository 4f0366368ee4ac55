#include "observatory/database.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <zlib.h>

#include <doctest/doctest.h>

using namespace observatory;

namespace {

namespace fs = std::filesystem;

// A folder that goes with the test.
struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "amparo-observatory-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string write(const char* name, std::string_view text) const {
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

constexpr std::string_view kHead =
    "indicator,definition,country,place,period,sex,age,nationality,accompaniment,status,value,unit,"
    "qualifier,publisher,published_on,vintage,source\n";
const std::string kTwo = std::string(kHead) +
                         "seen,d,MX,,2023,,0-17,,,,106778,events,exact,A,2024-01-01,v1,s\n"
                         "seen,d,US,,FY2023,,0-17,,,,137275,events,rounded,B,2024-02-01,v1,s\n";

std::string read_back(const ObservationSet& set) {
  std::string all;
  for (const Observation& o : set.all()) {
    for (const Symbol s : o.dims) all += std::string(set.symbols().text(s)) + ",";
    const auto& p = set.provenances()[o.provenance];
    all += period_text(o.period) + "," + std::to_string(o.value) + "," + std::to_string(o.upper) +
           "," + std::string(qualifier_name(o.qualifier)) + "," + p.dataset + "," + p.vintage +
           "," + std::to_string(o.row.a) + "\n";
  }
  return all;
}

// What every store of observations must do; `seen` reads what is committed.
void contract(ObservationStore& store, const std::function<std::size_t()>& seen) {
  Provenance p;
  p.dataset = "a";
  p.vintage = "1";
  p.publisher = "P";
  p.published_on = 5;
  Observation o;
  o[Dim::indicator] = store.symbols().intern("seen");
  o.value = 7;
  CHECK(!store.find("a", "1"));
  store.begin(p);
  store.add({&o, 1});
  store.rollback();
  CHECK(!store.find("a", "1"));
  CHECK(seen() == 0);
  store.begin(p);
  store.add({&o, 1});
  store.add({&o, 1});
  Provenance finished = p;
  finished.rows = 2;
  finished.content = {~std::uint64_t{0}, 9};
  store.commit(finished);
  CHECK(seen() == 2);
  const auto found = store.find("a", "1");
  REQUIRE(found);
  CHECK(found->rows == 2);
  CHECK(found->content == finished.content);
  CHECK(found->published_on == 5);
  CHECK(!store.find("a", "2"));
}

}  // namespace

TEST_CASE("memory and database keep one contract") {
  ObservationSet set;
  contract(set, [&] { return set.all().size(); });
  Database database(":memory:");
  contract(database, [&] { return database.indicators()["seen"]; });
}

TEST_CASE("what was imported is there when the file is opened again, equal to memory") {
  const Folder folder;
  const auto file = folder.write("two.csv", kTwo);
  const auto at = (folder.path / kDatabaseName).string();
  ObservationSet memory;
  REQUIRE(import_file(file, "observations", memory, {}));
  {
    Database database(at);
    const auto first = import_kept(database, file, "observations", {});
    REQUIRE(first);
    CHECK(first->stored);
  }
  Database database(at);
  ObservationSet loaded;
  database.load(loaded);
  CHECK(read_back(loaded) == read_back(memory));
  CHECK(loaded.all().size() == 2);
  // Once more adds nothing; other content under the same vintage is refused and leaves no trace.
  const auto again = import_kept(database, file, "observations", {});
  REQUIRE(again);
  CHECK(again->already_there);
  folder.write("two.csv", kTwo + "seen,d,MX,,2024,,0-17,,,,1,events,exact,A,2024-01-01,v1,s\n");
  const auto other = import_kept(database, file, "observations", {});
  REQUIRE(!other);
  CHECK(other.error().code == base::Code::vintage_conflict);
  CHECK(database.indicators()["seen"] == 2);
  // A corrected vintage stands beside the old.
  ImportOptions corrected;
  corrected.vintage = "2";
  REQUIRE(import_kept(database, file, "observations", corrected));
  CHECK(database.indicators()["seen"] == 5);
}

TEST_CASE("a refused file leaves nothing in the database") {
  const Folder folder;
  const auto bad = folder.write("bad.csv", kTwo +
                                               "seen,d,MX,,2024,,0-17,,,,many,events,exact,A,"
                                               "2024-01-01,v1,s\n");
  Database database((folder.path / kDatabaseName).string());
  ImportReport report;
  const auto refused = import_kept(database, bad, "observations", {}, &report);
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Code::rows_refused);
  REQUIRE(report.reasons.size() == 1);
  CHECK(report.reasons[0].row == 4);
  CHECK(database.indicators().empty());
  // It can go on.
  REQUIRE(import_kept(database, folder.write("two.csv", kTwo), "observations", {}));
}

TEST_CASE("a gzip that ends early leaves nothing, though batches of it were written") {
  const Folder folder;
  const auto at = (folder.path / "long.csv.gz").string();
  gzFile packed = gzopen(at.c_str(), "wb");
  gzputs(packed, std::string(kHead).c_str());
  for (int i = 0; i < 3 * static_cast<int>(RowContext::kBatch); ++i) {
    const std::string row = "seen,d,MX,p" + std::to_string(i * 7919) + ",2023,,0-17,,,," +
                            std::to_string(i) + ",events,exact,A,2024-01-01,v1,s\n";
    gzputs(packed, row.c_str());
  }
  gzclose(packed);
  const auto whole = fs::file_size(at);
  Database database((folder.path / kDatabaseName).string());
  fs::copy_file(at, folder.path / "whole.csv.gz");
  fs::resize_file(at, whole - 20);
  const auto refused = import_kept(database, at, "observations", {});
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Code::table_truncated);
  CHECK(database.indicators().empty());
  CHECK(!database.find("observations", "1"));
  // The control: the whole file goes in.
  REQUIRE(import_kept(database, folder.path / "whole.csv.gz", "observations", {}));
  CHECK(database.indicators()["seen"] == 3 * RowContext::kBatch);
}

TEST_CASE("a table printed once stays in the register, and its name is used once") {
  const Folder folder;
  const auto at = (folder.path / kDatabaseName).string();
  const std::vector<std::string> codes = {"a", "b"};
  const std::vector<LeafCount> leaves = {{{1, 1}, 30}, {{1, 2}, 40}, {{2, 1}, 50}, {{2, 2}, 60}};
  const Cube cube =
      Cube::build({Dimension::flat("x", codes), Dimension::flat("y", codes)}, leaves).value();
  ReleaseRequest request;
  request.id = "r1";
  request.measure = "m";
  request.printed_dimensions = {"x", "y"};
  const auto hash = [](std::string_view text) { return std::to_string(text.size()); };
  auto release = prepare_release(cube, request, {}, {}, hash).value();
  {
    Database database(at);
    CHECK(database.enter(release, cube).error().code == base::Code::second_person_needed);
    CHECK(database.registered().of("m").empty());
    REQUIRE(sign_release(release, "Ana"));
    REQUIRE(sign_release(release, "Beto"));
    REQUIRE(database.enter(release, cube));
  }
  Database database(at);
  CHECK(database.registered().of("m").size() == cube.size());
  CHECK(database.enter(release, cube).error().code == base::Code::already_published);
  CHECK(database.registered().of("m").size() == cube.size());
}

TEST_CASE("rows about persons are not kept; a dry run may look at them") {
  const Folder folder;
  const auto log = folder.write("log.csv", "fecha,personas,pais,idioma,destino,noches\n");
  Database database(":memory:");
  const auto refused = import_kept(database, log, "shelter-log", {});
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Code::not_allowed);
  CHECK(database.indicators().empty());
}

TEST_CASE("a mapping given once is used for the next file of the format") {
  const Folder folder;
  std::string moved = kTwo;
  moved.replace(moved.find("value"), 5, "cuantos");
  const auto file = folder.write("moved.csv", moved);
  const auto at = (folder.path / kDatabaseName).string();
  Database database(at);
  const auto unmapped = import_kept(database, file, "observations", {});
  REQUIRE(!unmapped);
  CHECK(unmapped.error().code == base::Code::missing_column);
  ImportOptions mapped;
  mapped.mapping.header_of["value"] = "cuantos";
  REQUIRE(import_kept(database, file, "observations", mapped));
  Database again(at);
  ImportOptions next;
  next.vintage = "2";
  CHECK(import_kept(again, file, "observations", next));
}

TEST_CASE("a file that is no database, or a newer one's, is a fault") {
  const Folder folder;
  const auto text = folder.write("text.db", std::string(5000, 'x'));
  CHECK_THROWS_AS(Database{text}, base::Fault);
}
