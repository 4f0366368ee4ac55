#include "base/date_reading.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/names.h"

namespace base {

namespace {

using std::chrono::days;
using Unit = PartialDate::AgeUnit;

constexpr int kMaxAgeYears = 120;
constexpr int kFirstTypedYear = 1900;
constexpr int kLastTypedYear = 2100;

// A number with its count of digits, a folded word, or one sign.
struct Token {
  int digits = 0;
  int number = 0;
  std::string word;

  bool is(std::string_view text) const { return digits == 0 && word == text; }
  bool is_year() const { return digits == 4; }
  bool is_small() const { return digits == 1 || digits == 2; }
};
using Tokens = std::span<const Token>;

template <std::size_t N>
bool any_of(const Token& token, const std::array<std::string_view, N>& words) {
  return token.digits == 0 && std::find(words.begin(), words.end(), token.word) != words.end();
}

constexpr std::array<std::string_view, 29> kFillers = {
    "de",   "del",   "of",     "the",    "el", "la",  "en",  "in",  "on", "nacio",
    "born", "edad",  "nacido", "nacida", "o",  "er",  "ero", "st",  "nd", "rd",
    "th",   "tiene", "tenia",  "aged",   "is", "age", "was", "dia", ","};
constexpr std::array<std::string_view, 6> kUnknown = {"?",         "desconocido", "desconocida",
                                                      "desconoce", "unknown",     "ignora"};
constexpr std::array<std::string_view, 14> kAbout = {
    "aprox", "aproximadamente", "aproximado", "ca",     "circa",         "about", "around", "hacia",
    "como",  "cerca",           "unos",       "approx", "approximately", "~"};
constexpr std::array<std::string_view, 4> kYears = {"anos", "ano", "years", "year"};
constexpr std::array<std::string_view, 4> kMonths = {"meses", "mes", "months", "month"};
constexpr std::array<std::string_view, 5> kRange = {"y", "and", "a", "to", "-"};

// The month a word names, by at least its first three letters; 0 for none.
int month_of(std::string_view word) {
  constexpr std::array<std::string_view, 24> kNames = {
      "enero",   "febrero",  "marzo",      "abril",   "mayo",      "junio",
      "julio",   "agosto",   "septiembre", "octubre", "noviembre", "diciembre",
      "january", "february", "march",      "april",   "may",       "june",
      "july",    "august",   "september",  "october", "november",  "december"};
  if (word == "setiembre" || word == "set") return 9;
  if (word.size() < 3) return 0;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i].starts_with(word)) return static_cast<int>(i % 12) + 1;
  }
  return 0;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c | 32) >= 'a' ? (c | 32) <= 'z' : static_cast<signed char>(c) < 0;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

std::vector<Token> tokens_of(std::string_view typed) {
  std::string text(typed);
  for (const std::string_view dash : {"–", "—", "−"}) replace_all(text, dash, "-");
  replace_all(text, "±", "+/-");
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    Token token;
    if (is_digit(text[i])) {
      while (end < text.size() && is_digit(text[end])) ++end;
      token.digits = static_cast<int>(end - i);
      for (std::size_t j = i; j < std::min(end, i + 4); ++j) {
        token.number = token.number * 10 + (text[j] - '0');
      }
    } else if (is_letter(text[i])) {
      while (end < text.size() && is_letter(text[end])) ++end;
      token.word = fold(std::string_view(text).substr(i, end - i));
    } else if (text[i] != ' ' && !(text[i] == '.' && !tokens.empty() && !tokens.back().digits)) {
      token.word = text[i];
    }
    i = end;
    if (token.is_year() && !tokens.empty() && any_of(tokens.back(), kYears)) {
      tokens.pop_back();  // "año 2010"
    }
    if (token.digits > 0 || (!token.word.empty() && !any_of(token, kFillers))) {
      tokens.push_back(std::move(token));
    }
  }
  return tokens;
}

class Reader {
 public:
  explicit Reader(const DateReading& how) : how_(how) {}

  Result<PartialDate> read(Tokens tokens) const {
    if (tokens.empty()) return refuse(Code::bad_date);
    const Token& first = tokens.front();
    if (first.is("antes") || first.is("before") || first.is("<")) {
      return from_core(tokens.subspan(1),
                       [](Day earliest, Day) { return PartialDate::before(earliest); });
    }
    if (first.is("hasta") || first.is("until")) {
      return from_core(tokens.subspan(1),
                       [](Day, Day latest) { return PartialDate::before(latest + days(1)); });
    }
    if (first.is("despues") || first.is("after") || first.is(">")) {
      return from_core(tokens.subspan(1),
                       [](Day, Day latest) { return PartialDate::after(latest); });
    }
    if (first.is("desde") || first.is("since")) {
      return from_core(tokens.subspan(1),
                       [](Day earliest, Day) { return PartialDate::after(earliest - days(1)); });
    }
    if (first.is("menor") || first.is("under")) return read_under(tokens.subspan(1));
    return read_about(tokens);
  }

 private:
  template <class Make>
  Result<PartialDate> from_core(Tokens tokens, Make make) const {
    Result<PartialDate> core = read_core(tokens);
    if (!core) return core;
    return make(*core->earliest(), *core->latest());
  }

  // "menor de 13 años": from 0 to 12.
  Result<PartialDate> read_under(Tokens tokens) const {
    if (tokens.size() != 2 || !tokens[0].is_small() || tokens[0].number == 0 ||
        !any_of(tokens[1], kYears)) {
      return refuse(Code::bad_date);
    }
    return PartialDate::age(0, tokens[0].number - 1, Unit::years, how_.today);
  }

  // A range, or a core with "about" before it or a margin behind it.
  Result<PartialDate> read_about(Tokens tokens) const {
    bool about = false;
    if (tokens.size() > 2 && tokens[0].is("mas") && tokens[1].is("menos")) {
      about = true;
      tokens = tokens.subspan(2);
    }
    while (!tokens.empty() && any_of(tokens.front(), kAbout)) {
      about = true;
      tokens = tokens.subspan(1);
    }
    if (tokens.size() > 1 && tokens.front().is("alrededor")) {
      about = true;
      tokens = tokens.subspan(1);
    }
    Result<int> margin = take_margin(tokens);
    if (!margin) return pass(margin);
    if (!about && *margin == 0) return read_range(tokens);
    Result<PartialDate> core = read_core(tokens);
    if (!core) return core;
    return PartialDate::approximate(*core, *margin > 0 ? *margin : usual_margin(*core));
  }

  static int usual_margin(const PartialDate& core) {
    const auto precision = core.precision();
    const bool fine =
        precision == PartialDate::Precision::day || precision == PartialDate::Precision::month;
    return fine ? 3 : 12;
  }

  // Cuts "+/- 6 meses" or "más o menos 1 año" off the end; the months, 0 when there is none.
  static Result<int> take_margin(Tokens& tokens) {
    std::size_t sign = 0;
    std::size_t width = 0;
    for (std::size_t i = 1; i + 1 < tokens.size() && width == 0; ++i) {
      const bool signs = i + 2 < tokens.size() && tokens[i].is("+") && tokens[i + 1].is("/") &&
                         tokens[i + 2].is("-");
      const bool words = tokens[i].is("mas") && tokens[i + 1].is("menos");
      if (signs || words) {
        sign = i;
        width = signs ? 3 : 2;
      }
    }
    if (width == 0) return 0;
    const Tokens margin = tokens.subspan(sign + width);
    if (margin.size() != 2 || !margin[0].is_small() || margin[0].number == 0) {
      return refuse(Code::bad_date);
    }
    tokens = tokens.first(sign);
    if (any_of(margin[1], kYears)) return margin[0].number * 12;
    if (any_of(margin[1], kMonths)) return margin[0].number;
    return refuse(Code::bad_date);
  }

  Result<PartialDate> read_range(Tokens tokens) const {
    const bool stated = tokens.size() > 1 &&
                        (tokens[0].is("entre") || tokens[0].is("between") || tokens[0].is("from"));
    if (stated) tokens = tokens.subspan(1);
    if (tokens.size() >= 4 && tokens[0].is_small() && any_of(tokens[1], kRange) &&
        tokens[2].is_small() && (any_of(tokens[3], kYears) || any_of(tokens[3], kMonths))) {
      return read_age(tokens[0].number, tokens[2].number, tokens.subspan(3));
    }
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
      const bool years = tokens.size() == 3 && tokens[0].is_year() && tokens[2].is_year();
      if (!any_of(tokens[i], kRange) || (tokens[i].is("-") && !years)) continue;
      return read_between(tokens.first(i), tokens.subspan(i + 1));
    }
    if (stated) return refuse(Code::bad_date);
    return read_core(tokens);
  }

  Result<PartialDate> read_between(Tokens from, Tokens to) const {
    Result<PartialDate> first = read_core(from);
    if (!first) return first;
    Result<PartialDate> last = read_core(to);
    if (!last) return last;
    if (*last->earliest() < *first->earliest()) return refuse(Code::dates_reversed);
    return PartialDate::between(*first->earliest(), *last->latest());
  }

  // `rest` is the unit and perhaps "old".
  Result<PartialDate> read_age(int least, int most, Tokens rest) const {
    const bool years = any_of(rest[0], kYears);
    if (rest.size() > 2 || (rest.size() == 2 && !rest[1].is("old"))) return refuse(Code::bad_date);
    if (most < least) return refuse(Code::dates_reversed);
    if (years && most > kMaxAgeYears) return refuse(Code::bad_date);
    return PartialDate::age(least, most, years ? Unit::years : Unit::months, how_.today);
  }

  // A day, month, year or age.
  Result<PartialDate> read_core(Tokens tokens) const {
    if (tokens.empty()) return refuse(Code::bad_date);
    if (tokens.size() > 1 && tokens[0].digits > 0 && tokens[0].digits < 4 &&
        (any_of(tokens[1], kYears) || any_of(tokens[1], kMonths))) {
      return read_age(tokens[0].number, tokens[0].number, tokens.subspan(1));
    }
    return read_parts(tokens);
  }

  // Numbers and at most one month in letters, with signs between them.
  Result<PartialDate> read_parts(Tokens tokens) const {
    std::vector<Token> numbers;
    int named_month = 0;
    for (const Token& token : tokens) {
      const bool sign = token.is("/") || token.is("-") || token.is(".");
      if (token.digits > 4 || token.digits == 3) return refuse(Code::bad_date);
      if (token.digits > 0) {
        numbers.push_back(token);
      } else if (!sign) {
        if (named_month != 0 || month_of(token.word) == 0) return refuse(Code::bad_date);
        named_month = month_of(token.word);
      }
    }
    if (named_month != 0) return read_named(named_month, numbers);
    if (tokens.size() != numbers.size() * 2 - 1) return refuse(Code::bad_date);
    return read_numbers(numbers);
  }

  static Result<PartialDate> read_named(int month, const std::vector<Token>& numbers) {
    if (numbers.size() == 1) {
      return numbers[0].is_year() ? make(numbers[0].number, month, 0) : refuse(Code::short_year);
    }
    if (numbers.size() != 2) return refuse(Code::bad_date);
    const bool year_first = numbers[0].is_year();
    const Token& year = numbers[year_first ? 0 : 1];
    const Token& day = numbers[year_first ? 1 : 0];
    if (!year.is_year()) return refuse(Code::short_year);
    return day.is_small() ? make_exact(year.number, month, day.number) : refuse(Code::bad_date);
  }

  Result<PartialDate> read_numbers(const std::vector<Token>& n) const {
    if (n.size() == 1) return n[0].is_year() ? make(n[0].number, 0, 0) : refuse(Code::bad_date);
    if (n.size() == 2) {
      if (n[0].is_year() && n[1].is_small()) return make_month(n[0].number, n[1].number);
      if (n[1].is_year() && n[0].is_small()) return make_month(n[1].number, n[0].number);
      return refuse(n[0].is_small() && n[1].is_small() ? Code::short_year : Code::bad_date);
    }
    if (n.size() != 3) return refuse(Code::bad_date);
    if (n[0].is_year() && n[1].is_small() && n[2].is_small()) {
      return make_exact(n[0].number, n[1].number, n[2].number);
    }
    if (!n[0].is_small() || !n[1].is_small()) return refuse(Code::bad_date);
    if (!n[2].is_year()) return refuse(Code::short_year);
    return read_ordered(n[0].number, n[1].number, n[2].number);
  }

  Result<PartialDate> read_ordered(int a, int b, int year) const {
    DateOrder order = how_.order;
    if (order == DateOrder::unstated) {
      if (a <= 12 && b <= 12 && a != b) return refuse(Code::ambiguous_date);
      order = b > 12 ? DateOrder::month_first : DateOrder::day_first;
    }
    return order == DateOrder::day_first ? make_exact(year, b, a) : make_exact(year, a, b);
  }

  static Result<PartialDate> make_month(int year, int month) {
    if (month == 0) return refuse(Code::no_such_month);
    return make(year, month, 0);
  }
  static Result<PartialDate> make_exact(int year, int month, int day) {
    if (month == 0) return refuse(Code::no_such_month);
    if (day == 0) return refuse(Code::no_such_day);
    return make(year, month, day);
  }
  // A year, a month of it when month > 0, a day of that when day > 0.
  static Result<PartialDate> make(int year, int month, int day) {
    Result<Day> first = make_day(year, std::max(month, 1), std::max(day, 1));
    if (!first) return pass(first);
    const auto date = civil(*first);
    if (day > 0) return PartialDate::exact(*first);
    if (month > 0) return PartialDate::month(date.year() / date.month());
    return PartialDate::year(date.year());
  }

  const DateReading& how_;
};

bool may_be_typed(Day day) {
  return kFirstTypedYear <= year_of(day) && year_of(day) <= kLastTypedYear;
}

bool says_unknown(const std::vector<Token>& tokens) {
  if (tokens.size() == 1) return any_of(tokens[0], kUnknown);
  if (tokens.size() == 3 && tokens[1].is("/")) {
    return (tokens[0].is("s") && tokens[2].is("d")) || (tokens[0].is("n") && tokens[2].is("a"));
  }
  const auto words = [&](std::string_view a, std::string_view b) {
    return tokens.size() >= 2 && tokens[tokens.size() - 2].is(a) && tokens.back().is(b);
  };
  return tokens.size() <= 3 &&
         (words("se", "sabe") || words("no", "sabe") || words("se", "desconoce") ||
          words("se", "ignora") || words("not", "known"));
}

}  // namespace

Result<PartialDate> read_date(std::string_view typed, const DateReading& how) {
  const std::vector<Token> tokens = tokens_of(typed);
  if (says_unknown(tokens)) return PartialDate();
  Result<PartialDate> date = PartialDate::from_text(typed);
  if (!date) date = Reader(how).read(tokens);
  if (!date) return date;
  if (date->earliest() && !may_be_typed(*date->earliest())) return refuse(Code::no_such_year);
  if (date->latest() && !may_be_typed(*date->latest())) return refuse(Code::no_such_year);
  if (!how.may_be_future && date->earliest() && *date->earliest() > how.today) {
    return refuse(Code::date_in_future);
  }
  return date;
}

}  // namespace base
