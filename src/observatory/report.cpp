#include "observatory/report.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace observatory {
namespace {

// The report's own words.
const std::map<std::string_view, Said>& words() {
  static const std::map<std::string_view, Said> kWords = {
      {"title",
       {"Niñez migrante en México y Estados Unidos: la comparación, al día",
        "Migrant children in Mexico and the United States: the comparison, brought up to date"}},
      {"made", {"Hecho el", "Made on"}},
      {"findings", {"Hallazgos", "Findings"}},
      {"study",
       {"La comparación del estudio, con sus datos", "The study's comparison, with figures"}},
      {"unknown", {"Lo que no se sabe", "What is not known"}},
      {"methods", {"Métodos", "Methods"}},
      {"sources", {"Fuentes", "Sources"}},
      {"nodata", {"sin datos", "no data"}},
      {"hidden", {"menos de 11 (oculto)", "fewer than 11 (hidden)"}},
      {"period", {"Periodo", "Period"}},
      {"value", {"Valor", "Value"}},
      {"series", {"Serie", "Series"}},
      {"vintage", {"Edición", "Vintage"}},
      {"other", {"otra edición o definición", "other vintage or definition"}},
      {"category", {"Categoría", "Category"}},
      {"country", {"País", "Country"}},
      {"kind", {"Tipo", "Kind"}},
      {"text", {"Qué dice el estudio", "What the study says"}},
      {"figure", {"Dato", "Figure"}},
      {"method",
       {"Cada cifra lleva su definición, su edición y su fuente. Cifras de definiciones distintas "
        "no "
        "se suman; donde se muestran juntas, se dice en qué difieren. De varias ediciones de un "
        "año "
        "se traza la última y las demás quedan como puntos huecos. Ninguna cifra propia sale sin "
        "control de divulgación: umbral de 11, supresión secundaria, auditoría de cada celda "
        "oculta "
        "y firma de dos personas.",
        "Each figure carries its definition, vintage and source. Figures of different definitions "
        "are never added; where they stand together it says how they differ. Of several vintages "
        "of "
        "a year the last is drawn and the rest stand as hollow points. No own figure leaves "
        "without "
        "disclosure control: a threshold of 11, secondary suppression, an audit of every hidden "
        "cell, and two signatures."}},
      {"assistance", {"Asistencia", "Assistance"}},
      {"legal", {"Defensa legal", "Legal defence"}},
      {"awareness", {"Sensibilización", "Awareness"}},
      {"collaboration", {"Colaboración", "Collaboration"}},
      {"all", {"General", "General"}},
      {"strength", {"Fortaleza", "Strength"}},
      {"weakness", {"Debilidad", "Weakness"}},
      {"challenge", {"Reto", "Challenge"}},
      {"gap", {"Vacío", "Gap"}},
      {"need", {"Necesidad", "Need"}},
      {"MX", {"México", "Mexico"}},
      {"US", {"Estados Unidos", "United States"}},
      {"both", {"Los dos", "Both"}},
      {"channelled", {"Canalizados", "Channelled"}},
      {"attended", {"Atendidos", "Attended"}},
      {"places", {"Lugares", "Places"}}};
  return kWords;
}

constexpr std::string_view kStyle = R"css(
@page { size: A4; margin: 18mm 16mm; }
body { font: 11pt/1.45 'Noto Sans', sans-serif; color: #14262b; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { margin-top: 2rem; border-bottom: 2px solid #0b5563; } h3 { margin-bottom: .2rem; }
section, figure { margin: 0 0 1.6rem; } figure { break-inside: avoid; } svg { width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; } th, td { text-align: left; padding: .2rem .5rem .2rem 0; border-bottom: 1px solid #dcd7cc; vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; } tr { break-inside: avoid; }
.small { font-size: .85rem; color: #42555b; } .none { font-style: italic; } li { overflow-wrap: anywhere; }
)css";

class Writer {
 public:
  Writer(const Board& board, std::string_view language) : board_(board), language_(language) {}

  std::string page(std::string_view day) {
    number_sources();
    out_ = fmt::format(
        R"(<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head><body>)",
        language_, word("title"), kStyle);
    out_ += fmt::format("<h1>{}</h1><p class=\"small\">{} {}</p>", word("title"), word("made"),
                        safe(day));
    heading("findings");
    for (const Chart& chart : board_.charts) figure(chart);
    heading("study");
    matrix();
    heading("unknown");
    unknown();
    heading("methods");
    out_ += "<p>" + word("method") + "</p>";
    heading("sources");
    out_ += "<ol>";
    for (const auto& source : ordered_) out_ += "<li class=\"small\">" + safe(source) + "</li>";
    out_ += "</ol></body></html>\n";
    return std::move(out_);
  }

 private:
  const std::string& in(const Said& said) const { return language_ == "en" ? said.en : said.es; }
  std::string word(std::string_view key) const {
    const auto found = words().find(key);
    return found == words().end() ? safe(key) : in(found->second);
  }
  static std::string safe(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c == '&') {
        out += "&amp;";
      } else if (c == '<') {
        out += "&lt;";
      } else {
        out += c;
      }
    }
    return out;
  }
  void heading(std::string_view key) { out_ += "<h2>" + word(key) + "</h2>"; }

  void number_sources() {
    for (const Chart& chart : board_.charts) {
      for (const Line& line : chart.lines) {
        for (const auto* dots : {&line.dots, &line.others}) {
          for (const Dot& dot : *dots) number_of(dot.publisher + ": " + dot.source);
        }
      }
      for (const PolicyEvent& event : chart.events) number_of(event.source);
    }
  }
  std::size_t number_of(const std::string& source) {
    const auto found = std::ranges::find(ordered_, source);
    if (found == ordered_.end()) ordered_.push_back(source);
    return static_cast<std::size_t>(std::ranges::find(ordered_, source) - ordered_.begin()) + 1;
  }

  void figure(const Chart& chart) {
    out_ += fmt::format("<section><figure><h3>{}</h3><p class=\"small\">{}</p>{}",
                        safe(in(chart.title)), safe(in(chart.about)), chart_svg(chart, language_));
    if (!chart.events.empty()) {
      out_ += "<ol class=\"small\">";
      for (const PolicyEvent& event : chart.events) {
        out_ += fmt::format("<li>{} ({}): {} [{}]</li>", event.day, word(event.country),
                            safe(in(event.what)), number_of(event.source));
      }
      out_ += "</ol>";
    }
    out_ += "</figure>";
    if (!chart.differs.es.empty()) out_ += "<p class=\"small\">" + safe(in(chart.differs)) + "</p>";
    if (!chart.lines.empty()) table(chart);
    out_ += "</section>";
  }

  void row(const Line& line, const Dot& dot, bool other) {
    const std::string value = dot.hidden ? word("hidden") : number_text(dot.value);
    std::string label = safe(in(line.label));
    if (other) label += " (" + word("other") + ")";
    out_ += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{} [{}]</td></tr>",
                        safe(group_text(dot.at, language_)), label, value, safe(dot.vintage),
                        number_of(dot.publisher + ": " + dot.source));
  }

  void table(const Chart& chart) {
    out_ += fmt::format(
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>",
        word("period"), word("series"), word("value"), word("vintage"));
    for (const Line& line : chart.lines) {
      for (const Dot& dot : line.dots) row(line, dot, false);
      for (const Dot& dot : line.others) row(line, dot, true);
    }
    out_ += "</tbody></table>";
  }

  void matrix() {
    out_ += fmt::format(
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></"
        "thead><tbody>",
        word("category"), word("country"), word("kind"), word("text"), word("figure"));
    for (const MatrixCell& cell : board_.matrix) {
      std::string value = "<span class=\"none\">" + word("nodata") + "</span>";
      if (cell.value) {
        value = fmt::format("{}: {}{} ({})", safe(in(cell.indicator)), number_text(*cell.value),
                            cell.unit == "percent" ? " %" : "", safe(cell.period));
      }
      out_ +=
          fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                      word(cell.study.category), word(cell.study.country), word(cell.study.kind),
                      safe(language_ == "en" ? cell.study.text_en : cell.study.text_es), value);
    }
    out_ += "</tbody></table>";
  }

  void unknown() {
    out_ += "<p>" + safe(in(board_.not_known)) + "</p><ul>";
    for (const Chart& chart : board_.charts) {
      if (chart.kind == "nothing") out_ += "<li>" + safe(in(chart.title)) + "</li>";
    }
    out_ += "</ul>";
  }

  const Board& board_;
  std::string_view language_;
  std::vector<std::string> ordered_;
  std::string out_;
};

}  // namespace

std::string group_text(std::string_view at, std::string_view language) {
  const auto found = words().find(at);
  if (found == words().end()) return std::string(at);
  return language == "en" ? found->second.en : found->second.es;
}

std::string report_html(const Board& board, std::string_view language, std::string_view day) {
  return Writer(board, language).page(day);
}

}  // namespace observatory
