#include <rapidcheck.h>
#include <zlib.h>

#include <doctest/doctest.h>

#include "tabular/csv_reader.h"
#include "tabular/mapping.h"
#include "tabular/tabular.h"
#include "tabular/writer.h"

namespace {

using Rows = std::vector<std::vector<std::string>>;

base::Result<Rows> read_all(std::string_view bytes, const tabular::Options& options = {}) {
  auto table = tabular::open_table_bytes(bytes, options);
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

std::string gzip(std::string_view text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

TEST_CASE("quotes, embedded line breaks and all three line ends") {
  const auto rows = read_all("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r1,\n\"\",5\" pipe");
  REQUIRE(rows);
  CHECK(*rows == Rows{{"a", "b"}, {"x, \"y\"", "two\nlines"}, {"1", ""}, {"", "5\" pipe"}});
}

TEST_CASE("a byte order mark is not part of the first header") {
  auto table = tabular::open_table_bytes(
      "\xEF\xBB\xBF"
      "año;n\n1;2\n",
      {});
  tabular::Row row;
  REQUIRE((*table)->next(row));
  CHECK(row.fields[0] == "año");
  CHECK((*table)->dialect().delimiter == ';');
  CHECK((*table)->dialect().byte_order_mark);
}

TEST_CASE("Latin-1 is found out, and bad bytes of a UTF-8 file are counted, not guessed") {
  CHECK(read_all("estado,n\nM\xE9xico,1\n")->at(1)[0] == "México");
  auto table = tabular::open_table_bytes("a\nñ\nM\xE9xico\n", {});
  tabular::Row row;
  while (*(*table)->next(row)) {
  }
  CHECK((*table)->replaced_rows() == 1);
}

TEST_CASE("the delimiter is the one that splits evenly") {
  CHECK(tabular::detect_delimiter("a;b;c\n1,5;2;3\n4,5;5;6\n") == ';');
  CHECK(tabular::detect_delimiter("a\tb\n1,2\t3\n") == '\t');
  CHECK(tabular::detect_delimiter("a|b\n1|2\n") == '|');
  CHECK(tabular::detect_delimiter("only\none\n") == ',');
}

TEST_CASE("an open quotation mark refuses the file by row") {
  const auto rows = read_all("a,b\n1,2\n\"open,3\n4,5\n");
  REQUIRE(!rows);
  CHECK(rows.error().code == base::Code::quote_open);
  CHECK(rows.error().details.at(0).second == "3");
}

TEST_CASE("gzip reads, and every truncation of it is refused by name") {
  std::string text = "a,b\n";
  for (int i = 0; i < 2000; ++i) text += std::to_string(i * 7919) + "," + std::to_string(i) + "\n";
  const std::string packed = gzip(text);
  CHECK(read_all(packed)->size() == 2001);
  CHECK(read_all(packed + gzip("1,2\n"))->size() == 2002);
  for (std::size_t cut = 3; cut < packed.size(); cut += 97) {
    const auto rows = read_all(std::string_view(packed).substr(0, cut));
    REQUIRE(!rows);
    CHECK(rows.error().code == base::Code::table_truncated);
  }
  std::string damaged = packed;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  CHECK(!read_all(damaged));
}

TEST_CASE("a bomb is stopped by its ratio and by the limit of bytes") {
  std::string lines;
  while (lines.size() < std::size_t{24} << 20) lines += std::string(50000, 'a') + "\n";
  const std::string bomb = gzip(lines);
  auto rows = read_all(bomb);
  REQUIRE(!rows);
  CHECK(rows.error().code == base::Code::table_too_large);
  tabular::Options small;
  small.limits.max_expanded_bytes = 1000;
  CHECK(!read_all(gzip(std::string(5000, 'a') + "\n"), small));
}

TEST_CASE("a row longer than the limit is refused, memory stays bounded") {
  tabular::Options options;
  options.limits.max_row_bytes = 1 << 16;
  const auto rows = read_all("a\n\"" + std::string(1 << 22, 'x') + "\"\n", options);
  REQUIRE(!rows);
  CHECK(rows.error().code == base::Code::row_too_long);
}

TEST_CASE("what is written reads back") {
  rc::check("round trip", [](const std::vector<std::vector<std::string>>& table) {
    Rows rows;
    std::string text;
    for (const auto& line : table) {
      std::vector<std::string> fields{"k"};
      for (const auto& field : line) {
        std::string clean;
        for (const char c : field) {
          if (c > 0 && c != '=' && c != '+' && c != '-' && c != '@') clean.push_back(c);
        }
        if (!clean.empty() && (clean[0] == '\t' || clean[0] == '\r')) clean.clear();
        fields.push_back(clean);
      }
      fields.emplace_back("end");
      tabular::append_csv_row(text, fields);
      rows.push_back(fields);
    }
    tabular::Options options;
    options.delimiter = ',';
    RC_ASSERT(read_all(text, options).value() == rows);
  });
}

TEST_CASE("a formula does not run in a spreadsheet that opens our CSV") {
  std::string out;
  tabular::append_csv_row(out, {"=1+1", "-5", "-x", "@a"});
  CHECK(out == "'=1+1,-5,'-x,'@a\r\n");
}

TEST_CASE("columns are found where they moved to, and a lost one is named") {
  const std::vector<tabular::Wanted> wanted = {{"year", {"Año fiscal"}, true},
                                               {"state", {"Entidad"}, true}};
  const std::vector<std::string_view> moved = {"n", "ENTIDAD ", "ano_fiscal"};
  const auto columns = tabular::map_columns(moved, wanted, {});
  REQUIRE(columns);
  CHECK(columns->of("year") == 2);
  CHECK(columns->of("state") == 1);
  const std::vector<std::string_view> lost = {"n", "estado"};
  CHECK(tabular::map_columns(lost, wanted, {}).error().details[0].second == "year");
  const auto remembered = tabular::Mapping::from_text("state=estado\nyear=n\n");
  CHECK(tabular::map_columns(lost, wanted, remembered)->of("state") == 1);
  CHECK(tabular::Mapping::from_text(remembered.to_text()).header_of == remembered.header_of);
}
