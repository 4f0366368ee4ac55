#include "tabular/writer.h"

#include <zip.h>

#include <fmt/format.h>

#include "tabular/values.h"

namespace tabular {
namespace {

using base::Code;

bool plain_number(std::string_view text) {
  if (text.empty() || text.size() > 15) return false;
  std::size_t i = text.front() == '-' ? 1 : 0;
  if (i == text.size() || (text[i] == '0' && i + 1 < text.size() && text[i + 1] != '.'))
    return false;
  bool dot = false;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !dot && i + 1 < text.size() && text[i - (i > 0 ? 1 : 0)] != '-')
      dot = true;
    else if (text[i] < '0' || text[i] > '9')
      return false;
  }
  return true;
}

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (byte >= 0x20 || c == '\t' || c == '\n')
      out.push_back(c);
  }
  return out;
}

std::string column_name(std::size_t column) {
  std::string name;
  for (++column; column > 0; column = (column - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (column - 1) % 26));
  }
  return name;
}

constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";

class Archive {
 public:
  explicit Archive(const std::filesystem::path& path)
      : path_(path), file_(zipOpen64(path.c_str(), APPEND_STATUS_CREATE)) {
    check(file_ != nullptr);
  }
  ~Archive() {
    if (file_ != nullptr) zipClose(file_, nullptr);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  void begin(const std::string& name) {
    zip_fileinfo info{};
    info.tmz_date.tm_year = 1980;
    info.tmz_date.tm_mday = 1;
    check(zipOpenNewFileInZip64(file_, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr,
                                Z_DEFLATED, 6, 1) == ZIP_OK);
  }
  void write(std::string_view bytes) {
    check(zipWriteInFileInZip(file_, bytes.data(), static_cast<unsigned>(bytes.size())) == ZIP_OK);
  }
  void end() { check(zipCloseFileInZip(file_) == ZIP_OK); }
  void add(const std::string& name, std::string_view body) {
    begin(name);
    write(kHead);
    write(body);
    end();
  }
  void close() {
    const int code = zipClose(file_, nullptr);
    file_ = nullptr;
    check(code == ZIP_OK);
  }

 private:
  void check(bool good) const {
    if (!good) throw base::Fault(Code::cannot_write, path_.filename().string());
  }
  std::filesystem::path path_;
  zipFile file_;
};

void write_sheet(Archive& archive, const std::vector<std::vector<std::string>>& rows) {
  archive.begin("xl/worksheets/sheet1.xml");
  archive.write(kHead);
  archive.write(
      R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>)");
  std::string piece;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    piece = fmt::format(R"(<row r="{}">)", r + 1);
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const std::string& cell = rows[r][c];
      if (cell.empty()) continue;
      const std::string at = column_name(c) + std::to_string(r + 1);
      if (plain_number(cell)) {
        piece += fmt::format(R"(<c r="{}"><v>{}</v></c>)", at, cell);
      } else {
        piece +=
            fmt::format(R"(<c r="{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>)",
                        at, xml_text(cell));
      }
    }
    piece += "</row>";
    archive.write(piece);
  }
  archive.write("</sheetData></worksheet>");
  archive.end();
}

}  // namespace

void append_csv_row(std::string& out, const std::vector<std::string>& fields,
                    const CsvStyle& style) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out.push_back(style.delimiter);
    std::string_view field = fields[i];
    const bool formula = !field.empty() &&
                         std::string_view("=+-@\t\r").find(field.front()) != field.npos &&
                         !plain_number(field);
    const bool quote =
        field.find_first_of("\"\r\n") != field.npos || field.find(style.delimiter) != field.npos;
    if (quote) out.push_back('"');
    if (formula) out.push_back('\'');
    for (const char c : field) {
      if (c == '"') out.push_back('"');
      out.push_back(c);
    }
    if (quote) out.push_back('"');
  }
  out += "\r\n";
}

void write_xlsx(const std::filesystem::path& path, std::string_view sheet_name,
                const std::vector<std::vector<std::string>>& rows) {
  Archive archive(path);
  archive.add("[Content_Types].xml",
              R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
              R"(<Default Extension="rels" )"
              R"(ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
              R"(<Default Extension="xml" ContentType="application/xml"/>)"
              R"(<Override PartName="/xl/workbook.xml" ContentType="application/)"
              R"(vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)"
              R"(<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/)"
              R"(vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>)");
  archive.add(
      "_rels/.rels",
      R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
      R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/)"
      R"(2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)");
  archive.add(
      "xl/workbook.xml",
      fmt::format(
          R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" )"
          R"(xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">)"
          R"(<sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>)",
          xml_text(sheet_name.substr(0, 31))));
  archive.add(
      "xl/_rels/workbook.xml.rels",
      R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
      R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/)"
      R"(2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>)");
  write_sheet(archive, rows);
  archive.close();
}

}  // namespace tabular
