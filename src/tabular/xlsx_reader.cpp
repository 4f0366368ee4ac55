#include "tabular/xlsx_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <deque>
#include <map>

#include "tabular/text.h"
#include "tabular/values.h"
#include "tabular/zip_part.h"

namespace tabular {
namespace {

using base::Code;

// Runs a whole part through a handler; a part that is not there is fine when `optional`.
base::Done parse_part(const std::filesystem::path& path, const std::string& name,
                      const Limits& limits, XmlStream::Handler& handler, bool optional) {
  auto part = ZipPart::open(path, name, limits);
  if (!part) {
    if (optional && part.error().code == Code::not_found) return {};
    return pass(part);
  }
  XmlStream stream(std::move(*part), handler);
  while (true) {
    auto more = stream.step();
    if (!more) return pass(more);
    if (!*more) return {};
  }
}

struct SharedStrings : XmlStream::Handler {
  std::vector<std::string> strings;
  std::size_t bytes = 0;
  std::size_t max_bytes = 0;
  bool in_text = false;
  bool phonetic = false;
  bool full = false;

  void open(std::string_view name, const char**) override {
    if (name == "si" && !full) strings.emplace_back();
    if (name == "t") in_text = true;
    if (name == "rPh") phonetic = true;
  }
  void close(std::string_view name) override {
    if (name == "t") in_text = false;
    if (name == "rPh") phonetic = false;
  }
  void text(std::string_view piece) override {
    if (!in_text || phonetic || strings.empty()) return;
    bytes += piece.size();
    full = full || bytes + strings.size() * sizeof(std::string) > max_bytes;
    if (!full) strings.back() += piece;
  }
};

// Which cell styles show a date.
struct Styles : XmlStream::Handler {
  std::map<int, bool> custom;
  std::vector<bool> is_date;
  bool in_cells = false;

  static int number(std::string_view text) {
    return static_cast<int>(parse_whole(text).value_or(0));
  }
  static bool date_format(std::string_view code) {
    bool quoted = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (code[i] == '"') quoted = !quoted;
      if (code[i] == '\\')
        ++i;
      else if (!quoted && (code[i] == 'y' || code[i] == 'd' || code[i] == 'Y'))
        return true;
    }
    return false;
  }
  void open(std::string_view name, const char** attributes) override {
    if (name == "numFmt") {
      custom[number(attribute(attributes, "numFmtId"))] =
          date_format(attribute(attributes, "formatCode"));
    }
    if (name == "cellXfs") in_cells = true;
    if (name == "xf" && in_cells) {
      const int format = number(attribute(attributes, "numFmtId"));
      const auto own = custom.find(format);
      const bool built_in = (format >= 14 && format <= 17) || format == 22;
      is_date.push_back(own != custom.end() ? own->second : built_in);
    }
  }
  void close(std::string_view name) override {
    if (name == "cellXfs") in_cells = false;
  }
};

struct Workbook : XmlStream::Handler {
  std::vector<std::pair<std::string, std::string>> sheets;  // name, relation id
  bool from_1904 = false;
  void open(std::string_view name, const char** attributes) override {
    if (name == "sheet") {
      sheets.emplace_back(attribute(attributes, "name"), attribute(attributes, "r:id"));
    }
    if (name == "workbookPr") {
      const auto value = attribute(attributes, "date1904");
      from_1904 = value == "1" || value == "true";
    }
  }
  void close(std::string_view) override {}
};

struct Relations : XmlStream::Handler {
  std::map<std::string, std::string, std::less<>> targets;
  void open(std::string_view name, const char** attributes) override {
    if (name == "Relationship") {
      targets[std::string(attribute(attributes, "Id"))] = attribute(attributes, "Target");
    }
  }
  void close(std::string_view) override {}
};

// "BC12" → column 54, row 12; column -1 when it is not a reference.
struct Reference {
  int column = -1;
  std::uint64_t row = 0;
};
Reference reference(std::string_view text) {
  Reference at{0, 0};
  std::size_t i = 0;
  for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z' && i < 4; ++i) {
    at.column = at.column * 26 + (text[i] - 'A' + 1);
  }
  at.column -= 1;
  at.row = static_cast<std::uint64_t>(parse_whole(text.substr(i)).value_or(0));
  return at;
}

struct Merge {
  Reference from;
  Reference to;
};

struct Merges : XmlStream::Handler {
  std::vector<Merge> merges;
  void open(std::string_view name, const char** attributes) override {
    if (name != "mergeCell" || merges.size() > 100000) return;
    const auto range = attribute(attributes, "ref");
    const auto colon = range.find(':');
    if (colon == std::string_view::npos) return;
    const Merge merge{reference(range.substr(0, colon)), reference(range.substr(colon + 1))};
    if (merge.from.column >= 0 && merge.to.column >= merge.from.column) merges.push_back(merge);
  }
  void close(std::string_view) override {}
};

class XlsxReader : public TableReader, private XmlStream::Handler {
 public:
  XlsxReader(const Options& options, Dialect dialect)
      : limits_(options.limits), dialect_(dialect) {}

  base::Done open_sheet(const std::filesystem::path& path, const std::string& part);
  SharedStrings shared_;
  Styles styles_;
  bool from_1904_ = false;

  base::Result<bool> next(Row& row) override;
  const Dialect& dialect() const override { return dialect_; }
  std::uint64_t bytes_read() const override { return sheet_->part().expanded(); }
  std::uint64_t bytes_total() const override { return sheet_->part().size(); }
  std::uint64_t replaced_rows() const override { return 0; }

 private:
  struct Cells {
    std::uint64_t number = 0;
    std::vector<std::string> fields;
  };
  void open(std::string_view name, const char** attributes) override;
  void close(std::string_view name) override;
  void text(std::string_view piece) override;
  void finish_cell();
  std::string date_text(std::string_view serial) const;
  void apply_merges(Cells& cells);

  Limits limits_;
  Dialect dialect_;
  std::unique_ptr<XmlStream> sheet_;
  Merges merges_;
  std::map<std::size_t, std::string> merged_values_;
  std::deque<Cells> ready_;
  std::vector<std::string> given_;
  std::vector<std::string_view> views_;
  Cells current_;
  std::size_t current_bytes_ = 0;
  std::string value_;
  std::string type_;
  int column_ = 0;
  int style_ = 0;
  bool in_value_ = false;
  bool too_large_ = false;
  bool backwards_ = false;
  bool finished_ = false;
};

void XlsxReader::open(std::string_view name, const char** attributes) {
  if (name == "row") {
    const auto last = static_cast<std::int64_t>(current_.number);
    const std::int64_t number = parse_whole(attribute(attributes, "r")).value_or(last + 1);
    if (number <= last) {
      backwards_ = true;  // a row twice, or before the one above it: no program writes that
      return;
    }
    current_.number = static_cast<std::uint64_t>(number);
    current_.fields.clear();
    current_bytes_ = 0;
    column_ = -1;
  } else if (name == "c") {
    const auto at = attribute(attributes, "r");
    column_ = at.empty() ? column_ + 1 : reference(at).column;
    type_ = attribute(attributes, "t");
    style_ = Styles::number(attribute(attributes, "s"));
    value_.clear();
  } else if (name == "v" || name == "t") {
    in_value_ = true;
  }
}

void XlsxReader::text(std::string_view piece) {
  if (!in_value_) return;
  current_bytes_ += piece.size();
  if (current_bytes_ > limits_.max_row_bytes)
    too_large_ = true;
  else
    value_ += piece;
}

void XlsxReader::close(std::string_view name) {
  if (name == "v" || name == "t") {
    in_value_ = false;
  } else if (name == "c") {
    finish_cell();
  } else if (name == "row") {
    apply_merges(current_);
    const bool any = std::ranges::any_of(current_.fields, [](auto& f) { return !f.empty(); });
    if (any) ready_.push_back(current_);
  }
}

void XlsxReader::finish_cell() {
  if (column_ < 0 || static_cast<std::size_t>(column_) >= limits_.max_columns) {
    too_large_ = true;
    return;
  }
  const auto column = static_cast<std::size_t>(column_);
  if (current_.fields.size() <= column) current_.fields.resize(column + 1);
  std::string& cell = current_.fields[column];
  if (type_ == "s") {
    const auto index = parse_whole(value_).value_or(-1);
    if (index >= 0 && static_cast<std::size_t>(index) < shared_.strings.size()) {
      cell = shared_.strings[static_cast<std::size_t>(index)];
    }
  } else if (type_ == "b") {
    cell = value_ == "1" ? "true" : "false";
  } else if (type_.empty() || type_ == "n") {
    const auto style = static_cast<std::size_t>(style_);
    const bool date = style < styles_.is_date.size() && styles_.is_date[style];
    cell = date ? date_text(value_) : value_;
  } else {
    cell = value_;
  }
}

// Excel counts days from 1899-12-30 (its 1900 has a day too many before March), or from 1904-01-01.
std::string XlsxReader::date_text(std::string_view serial) const {
  double days = 0;
  const auto [end, error] = std::from_chars(serial.data(), serial.data() + serial.size(), days);
  if (error != std::errc{} || end != serial.data() + serial.size() || days < 0 || days > 109573) {
    return std::string(serial);
  }
  const Day origin = from_1904_ ? day_of(1904, 1, 1) : day_of(1899, 12, 30);
  const CivilDate date = civil_of(origin + static_cast<Day>(std::floor(days)));
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
  return text;
}

void XlsxReader::apply_merges(Cells& cells) {
  for (std::size_t i = 0; i < merges_.merges.size(); ++i) {
    const Merge& merge = merges_.merges[i];
    if (cells.number < merge.from.row || cells.number > merge.to.row) continue;
    const auto first = static_cast<std::size_t>(merge.from.column);
    const auto last = static_cast<std::size_t>(merge.to.column);
    if (last >= limits_.max_columns) continue;
    if (cells.number == merge.from.row) {
      merged_values_[i] = first < cells.fields.size() ? cells.fields[first] : std::string();
    }
    const auto value = merged_values_.find(i);
    if (value == merged_values_.end()) continue;
    if (cells.fields.size() <= last) cells.fields.resize(last + 1);
    for (std::size_t c = first; c <= last; ++c) cells.fields[c] = value->second;
  }
}

base::Result<bool> XlsxReader::next(Row& row) {
  while (ready_.empty()) {
    if (finished_) return false;
    auto more = sheet_->step();
    if (!more) {
      return std::unexpected(std::move(more.error()).with("row", std::to_string(current_.number)));
    }
    finished_ = !*more;
    if (backwards_) {
      return base::refuse(Code::table_damaged,
                          {{"reason", "row order"}, {"row", std::to_string(current_.number)}});
    }
    if (too_large_) {
      return base::refuse(Code::row_too_long, {{"row", std::to_string(current_.number)}});
    }
  }
  given_ = std::move(ready_.front().fields);
  row.number = ready_.front().number;
  ready_.pop_front();
  views_.assign(given_.begin(), given_.end());
  row.fields = views_;
  return true;
}

base::Done XlsxReader::open_sheet(const std::filesystem::path& path, const std::string& part) {
  if (auto merged = parse_part(path, part, limits_, merges_, false); !merged) return merged;
  auto opened = ZipPart::open(path, part, limits_);
  if (!opened) return pass(opened);
  XmlStream::Handler& self = *this;
  sheet_ = std::make_unique<XmlStream>(std::move(*opened), self);
  return {};
}

// The part of the archive that holds the asked sheet.
base::Result<std::string> sheet_part(const std::filesystem::path& path, const Options& options,
                                     Dialect& dialect, bool& from_1904) {
  Workbook workbook;
  if (auto done = parse_part(path, "xl/workbook.xml", options.limits, workbook, false); !done) {
    return base::refuse(Code::table_not_recognised, {{"reason", "zip without a workbook"}});
  }
  Relations relations;
  if (auto done = parse_part(path, "xl/_rels/workbook.xml.rels", options.limits, relations, true);
      !done) {
    return pass(done);
  }
  from_1904 = workbook.from_1904;
  for (const auto& [name, id] : workbook.sheets) dialect.sheets.push_back(name);
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    const auto& [name, id] = workbook.sheets[i];
    if (!options.sheet.empty() && options.sheet != name) continue;
    const auto target = relations.targets.find(id);
    std::string part = target != relations.targets.end()
                           ? target->second
                           : "worksheets/sheet" + std::to_string(i + 1) + ".xml";
    if (part.starts_with('/')) return part.substr(1);
    return "xl/" + part;
  }
  return base::refuse(Code::not_found, {{"sheet", options.sheet}});
}

}  // namespace

base::Result<std::unique_ptr<TableReader>> open_xlsx(const std::filesystem::path& path,
                                                     const Options& options) {
  Dialect dialect;
  dialect.kind = "xlsx";
  dialect.encoding = Encoding::utf8;
  bool from_1904 = false;
  auto part = sheet_part(path, options, dialect, from_1904);
  if (!part) return pass(part);
  auto reader = std::make_unique<XlsxReader>(options, dialect);
  reader->from_1904_ = from_1904;
  reader->shared_.max_bytes = options.limits.max_shared_bytes;
  auto& limits = options.limits;
  if (auto d = parse_part(path, "xl/sharedStrings.xml", limits, reader->shared_, true); !d) {
    return pass(d);
  }
  if (reader->shared_.full) {
    return base::refuse(Code::table_too_large, {{"limit", "max_shared_bytes"}});
  }
  if (auto d = parse_part(path, "xl/styles.xml", limits, reader->styles_, true); !d) return pass(d);
  if (auto d = reader->open_sheet(path, *part); !d) return pass(d);
  return std::unique_ptr<TableReader>(std::move(reader));
}

}  // namespace tabular
