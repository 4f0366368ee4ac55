#include "tabular/values.h"

#include <array>
#include <charconv>
#include <string>

#include "tabular/text.h"

namespace tabular {
namespace {

using base::Code;

bool digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// "1,234,567" with one kind of separator in groups of three.
bool grouped(std::string_view text, char separator) {
  std::size_t group = 0;
  bool first = true;
  for (const char c : text) {
    if (digit(c)) {
      ++group;
    } else if (c == separator) {
      if (first ? (group == 0 || group > 3) : group != 3) return false;
      first = false;
      group = 0;
    } else {
      return false;
    }
  }
  return !first && group == 3;
}

std::string without(std::string_view text, char separator) {
  std::string out;
  for (const char c : text) {
    if (c != separator) out.push_back(c);
  }
  return out;
}

std::optional<double> plain(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!(value > -1e18 && value < 1e18)) return std::nullopt;
  return value;
}

// The digits part, sign allowed.
std::optional<double> amount(std::string_view text) {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  const bool negative = text.front() == '-';
  std::string_view body = negative ? text.substr(1) : text;
  if (body.empty() || !(digit(body.front()) || body.front() == '.')) return std::nullopt;
  std::string cleaned;
  if (body.find("\xC2\xA0") != std::string_view::npos) {
    for (std::size_t i = 0; i < body.size(); ++i) {
      if (body.substr(i).starts_with("\xC2\xA0"))
        ++i, cleaned.push_back(' ');
      else
        cleaned.push_back(body[i]);
    }
    body = cleaned;
  }
  const auto decimal_at = body.find_last_of(".,");
  const std::string_view whole = body.substr(0, decimal_at);
  std::optional<double> value;
  if (grouped(body, ',')) {
    value = plain(without(body, ','));
  } else if (grouped(body, ' ')) {
    value = plain(without(body, ' '));
  } else if (body.find('.') != body.rfind('.') && grouped(body, '.')) {
    value = plain(without(body, '.'));
  } else if (decimal_at != std::string_view::npos && body[decimal_at] == '.' &&
             grouped(whole, ',')) {
    value = plain(without(body, ','));
  } else if (decimal_at != std::string_view::npos && body[decimal_at] == ',' &&
             (grouped(whole, '.') || whole.find_first_not_of("0123456789") == whole.npos)) {
    std::string text_value = without(whole, '.');
    text_value += '.';
    text_value += body.substr(decimal_at + 1);
    value = plain(text_value);
  } else {
    value = plain(body);
  }
  if (value && negative) value = -*value;
  return value;
}

bool is_suppressed(std::string_view text) {
  for (const std::string_view mark :
       {"*", "**", "(S)", "S", "(D)", "D", "suppressed", "c", "..."}) {
    if (text == mark) return true;
  }
  return false;
}

bool is_missing(std::string_view text) {
  for (const std::string_view mark : {"", "NA", "N/A", "n/a", "NULL", "-", "..", "n.d.", "nan"}) {
    if (text == mark) return true;
  }
  return false;
}

base::Result<Number> bounded(std::string_view text, double lower_end, bool percent) {
  const auto value = amount(text);
  if (!value) return base::refuse(Code::bad_number);
  return Number{Certainty::interval, lower_end, *value, percent};
}

}  // namespace

std::optional<std::int64_t> parse_whole(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::size_t i = text.front() == '-' ? 1 : 0;
  if (i == text.size()) return std::nullopt;
  std::int64_t value = 0;
  for (; i < text.size(); ++i) {
    if (!digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return text.front() == '-' ? -value : value;
}

base::Result<Number> parse_number(std::string_view text) {
  if (const auto whole = parse_whole(text)) {
    const auto value = static_cast<double>(*whole);
    return Number{Certainty::exact, value, value, false};
  }
  text = trim(text);
  if (is_missing(text)) return Number{};
  if (is_suppressed(text)) return Number{Certainty::suppressed, 0, 0, false};
  bool percent = false;
  if (text.ends_with('%')) {
    percent = true;
    text = trim(text.substr(0, text.size() - 1));
  }
  if (text.starts_with('<'))
    return bounded(text.substr(text.starts_with("<=") ? 2 : 1), 0, percent);
  if (text.starts_with("\xE2\x89\xA4")) return bounded(text.substr(3), 0, percent);
  if (const auto value = amount(text)) return Number{Certainty::exact, *value, *value, percent};
  const auto dash = text.find('-', 1);
  if (dash != std::string_view::npos) {
    const auto from = amount(text.substr(0, dash));
    if (from && *from >= 0) {
      auto range = bounded(text.substr(dash + 1), *from, percent);
      if (range && range->upper >= range->value) return range;
    }
  }
  return base::refuse(Code::bad_number);
}

Day day_of(int year, int month, int day) {
  // Howard Hinnant's civil calendar arithmetic, from its published derivation.
  year -= month <= 2 ? 1 : 0;
  const int era = (year >= 0 ? year : year - 399) / 400;
  const int of_era = year - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

CivilDate civil_of(Day day) {
  const int shifted = day + 719468;
  const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int of_era = shifted - era * 146097;
  const int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * of_year + 2) / 153;
  const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          of_year - (153 * shifted_month + 2) / 5 + 1};
}

bool valid_date(int year, int month, int day) {
  if (year < 1800 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
  const CivilDate back = civil_of(day_of(year, month, day));
  return back.month == month && back.day == day;
}

int month_of(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kEnglish = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  static constexpr std::array<std::string_view, 12> kSpanish = {
      "enero", "febrero", "marzo",      "abril",   "mayo",      "junio",
      "julio", "agosto",  "septiembre", "octubre", "noviembre", "diciembre"};
  std::string folded;
  for (const char c : trim(name)) {
    if (c != '.') folded.push_back(lower(c));
  }
  if (folded.size() < 3) return 0;
  for (std::size_t i = 0; i < 12; ++i) {
    if (kEnglish[i].starts_with(folded) || kSpanish[i].starts_with(folded)) {
      return static_cast<int>(i) + 1;
    }
  }
  return folded == "sept" || folded == "set" ? 9 : 0;
}

namespace {

struct Parts {
  std::array<int, 3> number{};
  std::array<std::size_t, 3> digits{};
  std::size_t count = 0;
  int named_month = 0;
  std::size_t named_at = 0;
};

// Splits "3/4/2021 10:15" or "4 mar 2021" into its numbers and a named month.
std::optional<Parts> split(std::string_view text) {
  Parts parts;
  std::size_t i = 0;
  while (i < text.size() && parts.count < 3) {
    if (digit(text[i])) {
      int value = 0;
      const std::size_t from = i;
      for (; i < text.size() && digit(text[i]); ++i) {
        if (i - from >= 8) return std::nullopt;
        value = value * 10 + (text[i] - '0');
      }
      parts.number[parts.count] = value;
      parts.digits[parts.count] = i - from;
      ++parts.count;
      if (parts.count == 3 || (parts.count == 2 && parts.named_month != 0)) break;
      continue;
    }
    const char c = lower(text[i]);
    if (c >= 'a' && c <= 'z') {
      const std::size_t from = i;
      while (i < text.size() && lower(text[i]) >= 'a' && lower(text[i]) <= 'z') ++i;
      const std::string_view word = text.substr(from, i - from);
      if (word == "de" || word == "of") continue;
      const int month = month_of(word);
      if (month == 0 || parts.named_month != 0) return std::nullopt;
      parts.named_month = month;
      parts.named_at = parts.count;
      continue;
    }
    if (std::string_view("-/. ,").find(c) == std::string_view::npos) return std::nullopt;
    ++i;
  }
  // What follows may only be a time.
  if (i < text.size() && text[i] != ' ' && text[i] != 'T') return std::nullopt;
  return parts;
}

base::Result<Day> settle(int year, int month, int day) {
  if (!valid_date(year, month, day)) return base::refuse(Code::bad_date);
  return day_of(year, month, day);
}

base::Result<Day> numeric(const Parts& parts, DateStyle& style) {
  const auto [a, b, c] = parts.number;
  if (parts.digits[0] == 4) {
    if (style == DateStyle::unknown) style = DateStyle::iso;
    return settle(a, b, c);
  }
  if (parts.digits[2] != 4) return base::refuse(Code::bad_date);
  const bool month_first = b > 12;
  const bool day_first = a > 12;
  if (month_first && day_first) return base::refuse(Code::bad_date);
  if (month_first || day_first) {
    const DateStyle seen = month_first ? DateStyle::month_first : DateStyle::day_first;
    if ((style == DateStyle::month_first || style == DateStyle::day_first) && style != seen) {
      return base::refuse(Code::date_style);
    }
    style = seen;
  } else if (style != DateStyle::month_first && style != DateStyle::day_first) {
    if (a == b) return settle(c, a, b);
    return base::refuse(Code::date_open);
  }
  return style == DateStyle::month_first ? settle(c, a, b) : settle(c, b, a);
}

}  // namespace

base::Result<Day> parse_date(std::string_view text, DateStyle& style) {
  text = trim(text);
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const auto year = parse_whole(text.substr(0, 4));
    const auto month = parse_whole(text.substr(5, 2));
    const auto day = parse_whole(text.substr(8, 2));
    if (!year || !month || !day) return base::refuse(Code::bad_date);
    if (style == DateStyle::unknown) style = DateStyle::iso;
    return settle(static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day));
  }
  if (text.size() == 8 && parse_whole(text)) {
    const int packed = static_cast<int>(*parse_whole(text));
    return settle(packed / 10000, packed / 100 % 100, packed % 100);
  }
  const auto parts = split(text);
  if (!parts) return base::refuse(Code::bad_date);
  if (parts->named_month != 0) {
    if (parts->count != 2) return base::refuse(Code::bad_date);
    const bool year_first = parts->digits[0] == 4;
    return settle(parts->number[year_first ? 0 : 1], parts->named_month,
                  parts->number[year_first ? 1 : 0]);
  }
  if (parts->count != 3) return base::refuse(Code::bad_date);
  return numeric(*parts, style);
}

}  // namespace tabular
