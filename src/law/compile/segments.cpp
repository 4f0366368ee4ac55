#include "law/compile/segments.h"

#include "law/compile/conditions.h"

namespace law {

const std::vector<std::string> kStatusNames = {"in_force", "restored_by_court",  "stayed",
                                               "enjoined", "rescinded",          "repealed",
                                               "not_yet",  "partly_invalidated", "none"};
const std::vector<std::string> kUnitNames = {"hour",  "calendar_day", "business_day",
                                             "month", "year",         "birthday"};

LineHead line_head(Reader& line, bool needs_status) {
  static const std::vector<std::string> kAllowed(kStatusNames.begin(), kStatusNames.end() - 1);
  LineHead head;
  head.from = line.date("from", kLowest);
  head.to = line.date("to", kHighest);
  for (const char* end : {"from", "to"}) {
    if (line.map().find(end) == nullptr) {
      line.report(ProblemKind::missing_key, line.line(), {{"id", line.id()}, {"key", end}});
    }
  }
  if (head.from > head.to) line.report(ProblemKind::reversed_dates, line.line());
  head.status = static_cast<Status>(needs_status ? line.among("status", kAllowed)
                                                 : line.among("status", kAllowed, 0));
  head.known = line.date("known", head.from);
  head.by = line.word_or("by", "");
  return head;
}

void Conditions::make_segments(Norm& norm, Reader& reader) {
  const std::string& id = reader.id();
  const Yaml* segments = reader.need("segments");
  if (segments == nullptr) return;
  Reader map(*segments, id, reader.file(), b_.problems());
  const Yaml* key = map.need("keyed_on");
  const auto& lines = map.list("list", true);
  map.done();
  if (lines.empty()) reader.report(ProblemKind::missing_dates, reader.line(), {{"id", id}});
  if (lines.size() > 30) reader.report(ProblemKind::too_many_lines, reader.line(), {{"id", id}});
  std::vector<Segment> rows;
  for (const Yaml& item : lines) {
    Reader line(item, id, reader.file(), b_.problems());
    const LineHead head = line_head(line, true);
    Segment row{head.from,  head.to,          head.status,
                head.known, b_.text(head.by), b_.text(line.word_or("version", "")),
                kNone};
    if (const Yaml* only_for = line.get("for")) {
      const Inherited from_norm{t_.texts[static_cast<std::size_t>(norm.cite)], norm.grade};
      const Index node = condition(*only_for, line, from_norm);
      if (node != kNone) row.only_for = t_.nodes[static_cast<std::size_t>(node)].op;
    }
    line.done();
    rows.push_back(row);
  }
  norm.segments = {static_cast<std::int32_t>(t_.segments.size()),
                   static_cast<std::int32_t>(rows.size())};
  t_.segments.insert(t_.segments.end(), rows.begin(), rows.end());
  if (key != nullptr) norm.key = key_of(*key, reader);
}

void Conditions::make_terms(Deadline& deadline, Reader& reader) {
  const std::string& id = reader.id();
  const bool segmented = reader.get("segments") != nullptr;
  Term plain;
  plain.amount = reader.number("amount", 0, 100000, segmented ? std::optional(0) : std::nullopt);
  plain.unit = static_cast<Unit>(
      reader.among("unit", kUnitNames, segmented ? std::optional(1) : std::nullopt));
  std::vector<Term> rows;
  const Yaml* key = nullptr;
  if (segmented) {
    Reader map(*reader.get("segments"), id, reader.file(), b_.problems());
    key = map.need("keyed_on");
    for (const Yaml& item : map.list("list", true)) {
      Reader line(item, id, reader.file(), b_.problems());
      const LineHead head = line_head(line, false);
      Term row{head.from, head.to, head.status, head.known, b_.text(head.by), 0, plain.unit};
      row.amount = line.number("amount", 0, 100000, plain.amount);
      row.unit =
          static_cast<Unit>(line.among("unit", kUnitNames, static_cast<std::int32_t>(plain.unit)));
      line.done();
      rows.push_back(row);
    }
    map.done();
    if (rows.empty()) reader.report(ProblemKind::missing_dates, reader.line(), {{"id", id}});
    if (rows.size() > 30) reader.report(ProblemKind::too_many_lines, reader.line(), {{"id", id}});
  } else {
    rows.push_back(plain);
  }
  const bool hours = !rows.empty() && rows[0].unit == Unit::hour;
  for (const Term& row : rows) {
    if ((row.unit == Unit::hour) != hours) {
      reader.report(ProblemKind::wrong_type, reader.line(),
                    {{"what", id}, {"got", "hours and days"}, {"wanted", "one of them"}});
    }
  }
  if (const Yaml* from = reader.need("from")) deadline.from = date_term(*from, reader, hours);
  if (key != nullptr) deadline.key = key_of(*key, reader);
  std::vector<std::int32_t> tolling;
  for (const Yaml& item : reader.list("tolling", false)) {
    Yaml condition_map;
    condition_map.kind = Yaml::Kind::map;
    condition_map.line = item.line;
    condition_map.entries.emplace_back("atom", item);
    const bool word = item.kind == Yaml::Kind::scalar;
    const Index node = condition(word ? condition_map : item, reader, {"tolling", Grade::primary});
    if (node != kNone) tolling.push_back(t_.nodes[static_cast<std::size_t>(node)].op);
  }
  deadline.tolling = b_.ints(tolling);
  const bool good = deadline.from != kNone && (key == nullptr || deadline.key != kNone);
  if (!good) return;  // without terms nobody can use it
  deadline.terms = {static_cast<std::int32_t>(t_.terms.size()),
                    static_cast<std::int32_t>(rows.size())};
  t_.terms.insert(t_.terms.end(), rows.begin(), rows.end());
}

}  // namespace law
