// Report: the study's comparison brought up to date with the board's figures, as one HTML page that
// prints well: findings with figures and tables, the comparison with figures or "no data", methods,
// citations, and what is not known.
#pragma once

#include "observatory/board.h"

namespace observatory {

// `language` is "es" or "en"; `day` is the day it is made. Draws nothing that the board does not
// hold. No script, no request elsewhere.
std::string report_html(const Board& board, std::string_view language, std::string_view day);

// A period as it is, a group in words.
std::string group_text(std::string_view at, std::string_view language);

// A figure as SVG with the two countries told apart without colour; empty for a kind without a
// drawing (map, nothing).
std::string chart_svg(const Chart& chart, std::string_view language);

}  // namespace observatory
