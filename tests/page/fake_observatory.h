// FakeObservatory: one finding of invented numbers and one statement, for the tests of web and for
// work on the page.
#pragma once

#include "web/service_observatory.h"

namespace page {

class FakeObservatory : public web::ObservatoryService {
 public:
  base::Result<web::Observatory> observatory(const web::Caller&) override {
    const auto line = [](const char* id, web::Text label, const char* country, double start) {
      web::FigureLine out{id, std::move(label), country, {}, {}};
      for (int year = 2019; year < 2025; ++year) {
        out.dots.push_back(
            {std::to_string(year), start * (year - 2018), false, "invented", "1", "A", "B"});
      }
      out.others.push_back({"2024", 20.5, false, "invented", "0", "A", "B"});
      return out;
    };
    web::Figure figure{
        "children", "lines", "need", {"Hallazgo", "Finding"}, {"Qué es", "What"}, {"", ""},
        "events",   {},      {}};
    figure.lines = {line("mx", {"México", "Mexico"}, "MX", 900),
                    line("us", {"Estados Unidos", "United States"}, "US", 400)};
    figure.events = {{"2020-11-11", "MX", {"Norma", "Norm"}, "C"}};
    web::Observatory all{{std::move(figure)}, {}, {"Falta mucho.", "Much is missing."}};
    all.study.push_back({"legal", "MX", "weakness", {"Dice", "Says"}, "3", {}, "", "", ""});
    return all;
  }
};

}  // namespace page
