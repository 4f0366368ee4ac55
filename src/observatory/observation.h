// observatory: public and own figures of both countries as observations, compared only where they
// may be, and published only where no child can be found in them.
//
// Promise: every figure carries indicator, definition, place, period, breakdown, unit, qualifier,
// publisher, vintage and source, and what was known on a day can be asked again later. The room is
// pure: files come in as tables (room tabular), everything else as values; no clock, no globals.
// Invariant: an observation never changes; a correction is a new vintage beside the old.
// Threads: an ObservationSet belongs to one thread while it is written, to any while it is read.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "tabular/values.h"

namespace observatory {

using tabular::Day;

// A text kept once. 0 is the empty text: "not broken down".
using Symbol = std::uint32_t;

class Symbols {
 public:
  static constexpr std::size_t kMax = 4'000'000;
  Symbols();
  Symbols(const Symbols&) = delete;
  Symbols& operator=(const Symbols&) = delete;
  // The number of a text, new or known. More than kMax texts is a Fault out_of_memory.
  Symbol intern(std::string_view text);
  // 0 when the text is not known.
  Symbol find(std::string_view text) const;
  std::string_view text(Symbol symbol) const { return texts_[symbol]; }
  std::size_t size() const { return texts_.size(); }

 private:
  void grow();
  std::deque<std::string> texts_;
  std::vector<Symbol> table_;
};

// What an observation is broken down by.
enum class Dim : std::uint8_t {
  indicator,
  definition,
  country,        // "MX", "US"; of asylum for UNHCR (ISO3 elsewhere)
  place,          // ISO 3166-2, INEGI, FIPS, or the source's own name
  nationality,    // ISO3 or the source's own name
  sex,            // "female", "male", "other"
  age,            // "0-11", "12-17", "17", "18+"
  accompaniment,  // "unaccompanied", "accompanied"
  indigenous,     // "yes", "no"
  status,         // the source's own further breakdown
  unit,           // "children", "events", "percent", "days", …
};
inline constexpr std::size_t kDims = 11;
std::string_view dim_name(Dim dim);
std::optional<Dim> dim_of(std::string_view name);

enum class PeriodType : std::uint8_t { calendar_year, fiscal_year_us, month, point, range };

// `start` and `end` are both inside.
struct Period {
  PeriodType type = PeriodType::range;
  Day start = 0;
  Day end = 0;
  bool operator==(const Period&) const = default;
};
Period calendar_year(int year);
// The US fiscal year: 1 October of the year before to 30 September.
Period fiscal_year_us(int year);
Period month_period(int year, int month);
Period point_period(Day day);
// "2022", "FY2022", "2022-03", "2022-03-05", "2022-03-05/2022-04-01".
std::string period_text(const Period& period);
base::Result<Period> parse_period(std::string_view text);
// The year of that type the day falls in.
int fiscal_year_of(Day day);

enum class Qualifier : std::uint8_t { exact, rounded, floor, interval, suppressed, missing };
std::string_view qualifier_name(Qualifier qualifier);

struct RowHash {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  bool operator==(const RowHash&) const = default;
};
// Hash of a row's content under its dataset, vintage and number: equal input, equal hash. Tells
// rows apart against chance, not against a forger: seals are the ledger's.
RowHash hash_text(RowHash seed, std::string_view text);

struct Observation {
  std::array<Symbol, kDims> dims{};
  Period period;
  double value = 0;
  double upper = 0;
  Qualifier qualifier = Qualifier::exact;
  std::uint32_t provenance = 0;
  RowHash row;

  Symbol& operator[](Dim dim) { return dims[static_cast<std::size_t>(dim)]; }
  Symbol operator[](Dim dim) const { return dims[static_cast<std::size_t>(dim)]; }
};

// Where a batch of observations comes from.
struct Provenance {
  std::string dataset;  // "cbp-encounters-state"
  std::string vintage;  // "2024-01"
  std::string publisher;
  std::string source;  // address or citation
  std::string licence;
  Day published_on = 0;  // when the world could know
  Day recorded_on = 0;   // when we did
  // The file is the whole data set: an earlier vintage is replaced, rows that are gone included.
  bool complete = true;
  std::uint64_t rows = 0;
  RowHash content;  // over all rows
};

// Where observations are kept. The memory one is below; a database gives another.
class ObservationStore {
 public:
  virtual ~ObservationStore() = default;
  virtual Symbols& symbols() = 0;
  // The provenance with this data set and vintage, if it was imported.
  virtual std::optional<Provenance> find(std::string_view dataset, std::string_view vintage) = 0;
  // A batch: begin, add any number of times, then commit with what became known meanwhile (rows,
  // content) or roll back. Nothing of an uncommitted batch is ever seen.
  virtual void begin(const Provenance& provenance) = 0;
  virtual void add(std::span<const Observation> observations) = 0;
  virtual void commit(const Provenance& finished) = 0;
  virtual void rollback() = 0;
};

class ObservationSet : public ObservationStore {
 public:
  Symbols& symbols() override { return symbols_; }
  const Symbols& symbols() const { return symbols_; }
  std::optional<Provenance> find(std::string_view dataset, std::string_view vintage) override;
  void begin(const Provenance& provenance) override;
  void add(std::span<const Observation> observations) override;
  void commit(const Provenance& finished) override;
  void rollback() override;

  std::span<const Observation> all() const { return {observations_.data(), committed_}; }
  const std::vector<Provenance>& provenances() const { return provenances_; }

  // What was known on a day: of each data set the latest whole vintage published by then, and of
  // single figures (not whole data sets) the latest of each key. With `by_record`, what *we* knew.
  std::vector<std::uint32_t> as_known(Day day, bool by_record = false) const;

 private:
  Symbols symbols_;
  std::vector<Observation> observations_;
  std::size_t committed_ = 0;
  std::vector<Provenance> provenances_;
  std::optional<Provenance> open_;
};

}  // namespace observatory
