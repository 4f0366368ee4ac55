#include "main/page_observatory.h"

#include "main/observatory_sources.h"
#include "observatory/database.h"

namespace cli {

namespace {

web::Text text_of(const observatory::Said& said) {
  return {said.es, said.en};
}

std::vector<web::FigureDot> dots_of(const std::vector<observatory::Dot>& dots) {
  std::vector<web::FigureDot> all;
  for (const auto& d : dots) {
    all.push_back({d.at, d.value, d.hidden, d.definition, d.vintage, d.publisher, d.source});
  }
  return all;
}

web::Figure figure_of(const observatory::Chart& chart) {
  web::Figure figure{chart.id,
                     chart.kind,
                     chart.category,
                     text_of(chart.title),
                     text_of(chart.about),
                     text_of(chart.differs),
                     chart.unit,
                     {},
                     {}};
  for (const auto& line : chart.lines) {
    figure.lines.push_back(
        {line.id, text_of(line.label), line.country, dots_of(line.dots), dots_of(line.others)});
  }
  for (const auto& event : chart.events) {
    figure.events.push_back({event.day, event.country, text_of(event.what), event.source});
  }
  return figure;
}

web::StudyRow row_of(const observatory::MatrixCell& cell) {
  const auto& study = cell.study;
  return {study.category,
          study.country,
          study.kind,
          {study.text_es, study.text_en},
          study.section,
          text_of(cell.indicator),
          cell.value ? observatory::number_text(*cell.value) : "",
          cell.unit,
          cell.period};
}

}  // namespace

base::Result<web::Observatory> PageObservatory::made() {
  observatory::ObservationSet set;
  if (auto loaded = load_figures(folder_, set); !loaded) return base::pass(loaded);
  auto board = observatory::make_board(set, board_sources());
  if (!board) return base::pass(board);
  web::Observatory out;
  for (const auto& chart : board->charts) out.figures.push_back(figure_of(chart));
  for (const auto& cell : board->matrix) out.study.push_back(row_of(cell));
  out.not_known = text_of(board->not_known);
  return out;
}

base::Result<web::Observatory> PageObservatory::observatory(const web::Caller& caller) {
  return tickets_.with<web::Observatory>(
      caller, [&](const desk::Session&) -> base::Result<web::Observatory> {
        const std::lock_guard lock(mutex_);
        std::error_code error;
        const auto written =
            std::filesystem::last_write_time(folder_ / observatory::kDatabaseName, error);
        if (board_ && read_at_ == written) return *board_;
        auto fresh = made();
        if (!fresh) return fresh;
        board_ = std::move(*fresh);
        read_at_ = written;
        return *board_;
      });
}

}  // namespace cli
