#include "tabular/csv_reader.h"

#include <cstring>

#include "tabular/text.h"

namespace tabular {
namespace {

using base::Code;

constexpr std::size_t kPiece = std::size_t{256} << 10;

// How many fields each of the first records has, were `delimiter` the delimiter.
std::vector<std::size_t> field_counts(std::string_view sample, char delimiter) {
  std::vector<std::size_t> counts;
  std::size_t fields = 1;
  bool quoted = false;
  for (const char c : sample) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == delimiter) {
      ++fields;
    } else if (!quoted && c == '\n') {
      counts.push_back(fields);
      fields = 1;
      if (counts.size() == 64) break;
    }
  }
  if (counts.empty()) counts.push_back(fields);
  return counts;
}

}  // namespace

char detect_delimiter(std::string_view sample) {
  char best = ',';
  double best_score = 0;
  for (const char delimiter : {',', ';', '\t', '|'}) {
    const auto counts = field_counts(sample, delimiter);
    std::size_t most = 1;
    std::size_t agreeing = 0;
    for (const std::size_t candidate : counts) {
      std::size_t same = 0;
      for (const std::size_t count : counts) same += count == candidate ? 1 : 0;
      if (candidate > 1 && same > agreeing) {
        agreeing = same;
        most = candidate;
      }
    }
    const double share = static_cast<double>(agreeing) / static_cast<double>(counts.size());
    const double score = most > 1 ? share + static_cast<double>(most) * 1e-4 : 0;
    if (score > best_score) {
      best_score = score;
      best = delimiter;
    }
  }
  return best;
}

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, const Options& options, std::string kind)
    : source_(std::move(source)), limits_(options.limits), buffer_(kPiece) {
  dialect_.kind = std::move(kind);
  dialect_.delimiter = options.delimiter;
  dialect_.encoding = options.encoding;
}

base::Done CsvReader::start() {
  started_ = true;
  while (!at_end_ && end_ < kPiece / 4) {
    if (auto more = refill(); !more) return more;
  }
  std::string_view head(buffer_.data(), end_);
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
    return base::refuse(Code::table_encoding, {{"encoding", "UTF-16"}});
  }
  if (head.starts_with("\xEF\xBB\xBF")) {
    dialect_.byte_order_mark = true;
    dialect_.encoding = Encoding::utf8;
    begin_ = 3;
  }
  if (head.find('\0') != std::string_view::npos) {
    return base::refuse(Code::table_not_recognised, {{"reason", "binary"}});
  }
  if (dialect_.delimiter == 0) dialect_.delimiter = detect_delimiter(head.substr(begin_));
  for (const char c : {'"', '\n', '\r', dialect_.delimiter}) {
    special_[static_cast<std::uint8_t>(c)] = 1;
  }
  return {};
}

// Moves what is left to the front, grows within the limit, and reads one piece more.
base::Done CsvReader::refill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    if (buffer_.size() > limits_.max_row_bytes) {
      return base::refuse(Code::row_too_long, {{"row", std::to_string(row_number_ + 1)}});
    }
    buffer_.resize(buffer_.size() * 2);
  }
  auto got = source_->read({buffer_.data() + end_, buffer_.size() - end_});
  if (!got) {
    return std::unexpected(std::move(got.error()).with("row", std::to_string(row_number_ + 1)));
  }
  if (*got == 0) at_end_ = true;
  end_ += *got;
  return {};
}

base::Result<bool> CsvReader::next(Row& row) {
  if (!started_) {
    if (auto begun = start(); !begun) return pass(begun);
  }
  while (true) {
    if (begin_ == end_ && at_end_) return false;
    const Scan scan = scan_row();
    if (scan == Scan::row) break;
    if (scan == Scan::bad_quote || at_end_) {
      return base::refuse(Code::quote_open, {{"row", std::to_string(row_number_ + 1)}});
    }
    if (auto more = refill(); !more) return pass(more);
  }
  ++row_number_;
  if (fields_.size() > limits_.max_columns || row_number_ > limits_.max_rows) {
    return base::refuse(Code::table_too_large, {{"limit", "max_columns or max_rows"},
                                                {"row", std::to_string(row_number_)}});
  }
  if (row_high_) settle_encoding();
  row = {row_number_, fields_};
  return true;
}

namespace {

// A quoted field: doubled quotes are copied down in place; text after the closing quote ("a"b) is
// kept, as spreadsheets do.
std::string_view unquoted(char* from, char* to) {
  char* out = from;
  char* in = from + 1;
  for (; in < to; ++in) {
    if (*in == '"') {
      if (in + 1 < to && in[1] == '"') {
        ++in;
      } else {
        ++in;
        break;
      }
    }
    *out++ = *in;
  }
  const auto tail = static_cast<std::size_t>(to - in);
  std::memmove(out, in, tail);
  return {from, static_cast<std::size_t>(out - from) + tail};
}

}  // namespace

// One row from begin_; on success begin_ stands after its line end. A row whose end is not yet in
// the buffer is left untouched.
CsvReader::Scan CsvReader::scan_row() {
  char* const start = buffer_.data() + begin_;
  char* const end = buffer_.data() + end_;
  const char delimiter = dialect_.delimiter;
  char* p = start;
  bool quoted = false;
  bool any_quote = false;
  std::uint8_t high = 0;
  cuts_.clear();
  for (; p < end; ++p) {
    const auto c = static_cast<std::uint8_t>(*p);
    high |= c;
    if (special_[c] == 0) continue;
    if (c == '"') {
      // A quotation mark opens a field only at its start: 5" is a measure, not a text.
      const bool opens = p == start || p[-1] == delimiter || (any_quote && p[-1] == '"');
      if (quoted || opens) {
        quoted = !quoted;
        any_quote = true;
      }
    } else if (!quoted) {
      if (*p != delimiter) break;
      cuts_.push_back(p);
    }
  }
  if (p == end && !at_end_) return Scan::need_more;
  if (p == end && quoted) return Scan::bad_quote;
  if (p < end && *p == '\r' && p + 1 == end && !at_end_) return Scan::need_more;
  row_high_ = (high & 0x80) != 0;
  split_row(start, p, any_quote);
  if (p < end) ++p;
  if (p < end && p[-1] == '\r' && *p == '\n') ++p;
  begin_ = static_cast<std::size_t>(p - buffer_.data());
  return Scan::row;
}

void CsvReader::split_row(char* start, char* stop, bool any_quote) {
  cuts_.push_back(stop);
  fields_.clear();
  char* from = start;
  for (char* const to : cuts_) {
    if (any_quote && from < to && *from == '"') {
      fields_.push_back(unquoted(from, to));
    } else {
      fields_.emplace_back(from, static_cast<std::size_t>(to - from));
    }
    from = to + 1;
  }
}

void CsvReader::settle_encoding() {
  bool good = true;
  if (dialect_.encoding != Encoding::latin1) {
    for (const auto field : fields_) good = good && (is_ascii(field) || is_utf8(field));
    if (good) dialect_.encoding = Encoding::utf8;
    if (good) return;
    if (dialect_.encoding == Encoding::unknown) dialect_.encoding = Encoding::latin1;
  }
  if (dialect_.encoding == Encoding::utf8) ++replaced_rows_;
  reencode();
}

// The row in UTF-8, in a scratch text that lives until the next row.
void CsvReader::reencode() {
  scratch_.clear();
  std::vector<std::pair<std::size_t, std::size_t>> places;
  places.reserve(fields_.size());
  for (const auto field : fields_) {
    const std::size_t from = scratch_.size();
    if (dialect_.encoding == Encoding::latin1) {
      append_latin1(scratch_, field);
    } else {
      scratch_ += replace_bad_utf8(field);
    }
    places.emplace_back(from, scratch_.size() - from);
  }
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    fields_[i] = std::string_view(scratch_).substr(places[i].first, places[i].second);
  }
}

}  // namespace tabular
