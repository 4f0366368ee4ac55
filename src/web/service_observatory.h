// ObservatoryService: what the web room asks about public figures, in plain values: findings with
// their lines, sources and what does not compare, and the study's matrix. Nothing in it is about a
// person: public totals, and own figures only after disclosure control.
//
// Threads: every function may be called from several workers at once.
#pragma once

#include "web/service.h"

namespace web {

struct FigureDot {
  std::string at;  // a period, a place or a group
  double value = 0;
  bool hidden = false;  // below the threshold; value is 0
  std::string definition;
  std::string vintage;
  std::string publisher;
  std::string source;
};
struct FigureLine {
  std::string id;
  Text label;
  std::string country;  // MX, US or empty
  std::vector<FigureDot> dots;
  std::vector<FigureDot> others;  // other vintages and definitions
};
struct FigureEvent {
  std::string day;
  std::string country;
  Text what;
  std::string source;
};
struct Figure {
  std::string id;
  std::string kind;  // lines, dumbbell, pyramid, funnel, map, nothing
  std::string category;
  Text title;
  Text about;
  Text differs;  // empty: the parts compare
  std::string unit;
  std::vector<FigureLine> lines;
  std::vector<FigureEvent> events;
};
struct StudyRow {
  std::string category;
  std::string country;  // MX, US, both
  std::string kind;     // strength, weakness, challenge, gap, need
  Text text;
  std::string section;
  Text indicator;     // empty: none
  std::string value;  // empty: no data
  std::string unit;
  std::string period;
};
struct Observatory {
  std::vector<Figure> figures;
  std::vector<StudyRow> study;
  Text not_known;
};

class ObservatoryService {
 public:
  virtual ~ObservatoryService() = default;
  virtual base::Result<Observatory> observatory(const Caller& caller) = 0;
};

}  // namespace web
