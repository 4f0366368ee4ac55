#include <cstdlib>
#include <filesystem>
#include <zip.h>

#include <doctest/doctest.h>

#include "tabular/mapping.h"
#include "tabular/writer.h"
#include "tabular/xlsx_reader.h"

namespace {

using Rows = std::vector<std::vector<std::string>>;

class TemporaryFile {
 public:
  TemporaryFile() {
    std::string name = (std::filesystem::temp_directory_path() / "amparo-xlsx-XXXXXX").string();
    const int handle = mkstemp(name.data());
    REQUIRE(handle >= 0);
    close(handle);
    path_ = name;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  static void close(int handle) { ::fclose(::fdopen(handle, "w")); }
  std::filesystem::path path_;
};

void add(zipFile file, const char* name, std::string_view body) {
  zip_fileinfo info{};
  REQUIRE(zipOpenNewFileInZip(file, name, &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED, 6) ==
          ZIP_OK);
  zipWriteInFileInZip(file, body.data(), static_cast<unsigned>(body.size()));
  zipCloseFileInZip(file);
}

base::Result<Rows> read_all(const std::filesystem::path& path) {
  auto table = tabular::open_table(path, {});
  if (!table) return pass(table);
  Rows rows;
  tabular::Row row;
  while (true) {
    auto more = (*table)->next(row);
    if (!more) return pass(more);
    if (!*more) return rows;
    rows.emplace_back(row.fields.begin(), row.fields.end());
  }
}

}  // namespace

TEST_CASE("what is written as XLSX reads back, numbers as numbers") {
  const TemporaryFile file;
  const Rows rows = {{"estado", "n"}, {"México & <Sur>", "12"}, {"007", "1.5"}};
  tabular::write_xlsx(file.path(), "Hoja", rows);
  CHECK(*read_all(file.path()) == rows);
}

TEST_CASE("shared strings, dates, merged headers, rows that are missing") {
  const TemporaryFile file;
  zipFile zip = zipOpen(file.path().c_str(), APPEND_STATUS_CREATE);
  add(zip, "xl/workbook.xml",
      R"(<workbook xmlns:r="r"><sheets><sheet name="2024" sheetId="1" r:id="rId7"/></sheets></workbook>)");
  add(zip, "xl/_rels/workbook.xml.rels",
      R"(<Relationships><Relationship Id="rId7" Target="worksheets/other.xml"/></Relationships>)");
  add(zip, "xl/sharedStrings.xml",
      R"(<sst><si><t>Cuadro 3</t></si><si><r><t>Ni</t></r><r><t>ñas</t></r></si></sst>)");
  add(zip, "xl/styles.xml",
      R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0.0&quot;d&quot;"/></numFmts>)"
      R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>)");
  add(zip, "xl/worksheets/other.xml",
      R"(<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>)"
      R"(<row r="2"><c r="A2" t="inlineStr"><is><t>Mes</t></is></c><c r="B2" t="s"><v>1</v></c></row>)"
      R"(<row r="5"><c r="A5" s="1"><v>45292</v></c><c r="C5" s="2"><v>3</v></c></row></sheetData>)"
      R"(<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B2:C2"/></mergeCells></worksheet>)");
  zipClose(zip, nullptr);
  const auto rows = read_all(file.path());
  REQUIRE(rows);
  CHECK(rows->at(0) == std::vector<std::string>{"Cuadro 3", "Cuadro 3", "Cuadro 3"});
  CHECK(rows->at(1) == std::vector<std::string>{"Mes", "Niñas", "Niñas"});
  CHECK(rows->at(2) == std::vector<std::string>{"2024-01-01", "", "3"});
  auto table = tabular::open_table(file.path(), {});
  tabular::Row row;
  REQUIRE(*tabular::read_header(**table, row));
  CHECK(row.number == 2);
}

TEST_CASE("an archive that is no workbook, entities and cut archives are refused") {
  const TemporaryFile file;
  zipFile zip = zipOpen(file.path().c_str(), APPEND_STATUS_CREATE);
  add(zip, "hello.txt", "x");
  zipClose(zip, nullptr);
  CHECK(read_all(file.path()).error().code == base::Code::table_not_recognised);

  const TemporaryFile laughs;
  zip = zipOpen(laughs.path().c_str(), APPEND_STATUS_CREATE);
  add(zip, "xl/workbook.xml",
      R"(<workbook><sheets><sheet name="a" r:id="x"/></sheets></workbook>)");
  add(zip, "xl/worksheets/sheet1.xml",
      R"(<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet><sheetData/></worksheet>)");
  zipClose(zip, nullptr);
  CHECK(read_all(laughs.path()).error().code == base::Code::table_damaged);

  const TemporaryFile cut;
  tabular::write_xlsx(cut.path(), "a", {{"a", "b"}});
  std::filesystem::resize_file(cut.path(), std::filesystem::file_size(cut.path()) - 30);
  CHECK(!read_all(cut.path()));
}
