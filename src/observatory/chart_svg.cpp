#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "observatory/report.h"

namespace observatory {
namespace {

constexpr double kWidth = 720;
constexpr double kHeight = 300;
constexpr double kLeft = 70;
constexpr double kRight = 130;
constexpr double kTop = 24;
constexpr double kBottom = 30;

const std::string& in(const Said& said, std::string_view language) {
  return language == "en" ? said.en : said.es;
}

std::string safe(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// The middle of a period as a year with a part; NaN for what is no period.
double year_of(std::string_view at) {
  const auto period = parse_period(at);
  if (!period) return std::nan("");
  return 1970 + (period->start + period->end + 1) / 2.0 / 365.2425;
}

double nice(double most) {
  const double step = std::pow(10, std::floor(std::log10(std::max(most, 1.0))));
  for (const double by : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0}) {
    if (by * step >= most) return by * step;
  }
  return most;
}

// Solid and dark, or dashed and light: two countries in grey as in colour.
const char* look(std::size_t i) {
  return i == 0 ? R"(stroke="#084f47" stroke-width="3")"
                : R"(stroke="#cf7f26" stroke-width="3" stroke-dasharray="7 4")";
}
const char* ink(std::size_t i) {
  return i == 0 ? "#084f47" : "#a05a10";
}

class Lines {
 public:
  Lines(const Chart& chart, std::string_view language) : chart_(chart), language_(language) {
    for (const Line& line : chart.lines) {
      for (const auto* dots : {&line.dots, &line.others}) {
        for (const Dot& dot : *dots) {
          const double year = year_of(dot.at);
          if (std::isnan(year)) continue;
          first_ = std::min(first_, year);
          last_ = std::max(last_, year);
          most_ = std::max(most_, dot.value);
        }
      }
    }
    first_ = std::floor(first_);
    last_ = std::ceil(last_);
    most_ = nice(most_);
  }

  std::string draw() {
    axes();
    events();
    for (std::size_t i = 0; i < chart_.lines.size(); ++i) line(i);
    return out_;
  }

 private:
  double x(double year) const {
    return kLeft + (year - first_) / std::max(1.0, last_ - first_) * (kWidth - kLeft - kRight);
  }
  double y(double value) const {
    return kHeight - kBottom - value / most_ * (kHeight - kTop - kBottom);
  }

  void axes() {
    for (int i = 0; i <= 4; ++i) {
      const double value = most_ * i / 4;
      out_ += fmt::format(
          R"(<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" stroke="#dcd7cc"/>)"
          R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end" font-size="13" fill="#42555b">{}</text>)",
          kLeft, kWidth - kRight, y(value), y(value), kLeft - 8, y(value) + 4, number_text(value));
    }
    const int step = last_ - first_ > 8 ? 2 : 1;
    for (int year = static_cast<int>(first_); year < last_; year += step) {
      out_ += fmt::format(
          R"(<text x="{:.1f}" y="{:.1f}" text-anchor="middle" font-size="13" fill="#42555b">{}</text>)",
          x(year + 0.5), kHeight - 8, year);
    }
  }

  void events() {
    int number = 0;
    for (const PolicyEvent& event : chart_.events) {
      ++number;
      const double at = x(year_of(event.day));
      if (std::isnan(at) || at < kLeft || at > kWidth - kRight) continue;
      out_ += fmt::format(
          R"(<line x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}" stroke="#586b70" stroke-dasharray="2 4"/>)"
          R"(<text x="{0:.1f}" y="{3}" text-anchor="middle" font-size="12" fill="#42555b">{4}</text>)",
          at, kTop, kHeight - kBottom, kTop - 6, number);
    }
  }

  void line(std::size_t i) {
    const Line& line = chart_.lines[i];
    std::string path;
    double end_x = 0;
    double end_y = 0;
    for (const Dot& dot : line.dots) {
      const double year = year_of(dot.at);
      if (std::isnan(year)) continue;
      end_x = x(year);
      end_y = y(dot.value);
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", end_x, end_y);
    }
    out_ += fmt::format(R"(<path d="{}" fill="none" {}/>)", path, look(i));
    for (const Dot& dot : line.others) {
      const double year = year_of(dot.at);
      if (std::isnan(year)) continue;
      out_ += fmt::format(
          R"(<circle cx="{:.1f}" cy="{:.1f}" r="4" fill="#fff" stroke="{}" stroke-width="1.5"/>)",
          x(year), y(dot.value), ink(i));
    }
    out_ += fmt::format(
        R"(<circle cx="{0:.1f}" cy="{1:.1f}" r="4" fill="{2}"/><text x="{3:.1f}" y="{4:.1f}" )"
        R"(font-size="14" font-weight="700" fill="{2}">{5}</text>)",
        end_x, end_y, ink(i), std::min(end_x + 10, kWidth - kRight + 6), end_y - 8,
        safe(in(line.label, language_)));
  }

  const Chart& chart_;
  std::string_view language_;
  double first_ = 9999;
  double last_ = 0;
  double most_ = 1;
  std::string out_;
};

// One row a group, a bar or mark a line.
std::string rows(const Chart& chart, std::string_view language, double& height) {
  double most = 1;
  std::vector<std::string> groups;
  for (const Line& line : chart.lines) {
    for (const Dot& dot : line.dots) {
      most = std::max(most, dot.value);
      if (std::ranges::count(groups, dot.at) == 0) groups.push_back(dot.at);
    }
  }
  std::string out;
  double y = 40;
  double legend = kLeft + 40;
  for (std::size_t i = 0; i < chart.lines.size() && chart.lines.size() > 1; ++i) {
    const std::string& label = in(chart.lines[i].label, language);
    out += fmt::format(R"(<circle cx="{}" cy="14" r="6" fill="{}"{}/><text x="{}" y="19" )"
                       R"(font-size="14">{}</text>)",
                       legend, i == 0 ? ink(i) : "#fff",
                       i == 0 ? "" : R"( stroke="#a05a10" stroke-width="3")", legend + 12,
                       safe(label));
    legend += 60 + 8 * static_cast<double>(label.size());
  }
  const auto x = [&](double value) { return kLeft + 40 + value / most * (kWidth - kLeft - 140); };
  for (const std::string& group : groups) {
    out += fmt::format(R"(<text x="{}" y="{}" text-anchor="end" font-size="14">{}</text>)",
                       kLeft + 28, y + 5, safe(group_text(group, language)));
    out += fmt::format(R"(<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" stroke="#dcd7cc"/>)", x(0),
                       x(most), y);
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
      const auto& dots = chart.lines[i].dots;
      const auto dot = std::ranges::find(dots, group, &Dot::at);
      if (dot == dots.end()) continue;
      out += fmt::format(
          R"(<circle cx="{:.1f}" cy="{}" r="7" fill="{}"{}/><text x="{:.1f}" y="{}" font-size="13" )"
          R"(text-anchor="middle">{}</text>)",
          x(dot->value), y, i == 0 ? ink(i) : "#fff",
          i == 0 ? "" : R"( stroke="#a05a10" stroke-width="3")", x(dot->value),
          y + (i == 0 ? -11 : 22), number_text(dot->value));
    }
    y += 46;
  }
  height = y;
  return out;
}

}  // namespace

std::string chart_svg(const Chart& chart, std::string_view language) {
  if (chart.lines.empty() || chart.kind == "map" || chart.kind == "nothing") return {};
  double height = kHeight;
  const std::string body =
      chart.kind == "lines" ? Lines(chart, language).draw() : rows(chart, language, height);
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}" )"
      R"(font-family="Noto Sans, sans-serif">{}</svg>)",
      kWidth, height, safe(in(chart.title, language)), body);
}

}  // namespace observatory
