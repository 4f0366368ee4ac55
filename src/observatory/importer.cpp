#include "observatory/importer.h"

#include <algorithm>

#include "tabular/text.h"

namespace observatory {

using base::Code;

RowContext::RowContext(ObservationStore& store, const ImportOptions& options, ImportReport& report)
    : store_(store), options_(options), report_(report) {
  batch_.reserve(kBatch + 64);
}

double RowContext::number(std::size_t column, Qualifier& qualifier, double& upper) {
  if (const auto whole = tabular::parse_whole(text(column))) {
    return upper = static_cast<double>(*whole);
  }
  const auto parsed = tabular::parse_number(text(column));
  if (!parsed) {
    refuse(column, parsed.error().code);
    return 0;
  }
  static constexpr std::array<Qualifier, 4> kOf = {Qualifier::exact, Qualifier::interval,
                                                   Qualifier::suppressed, Qualifier::missing};
  qualifier = kOf[static_cast<std::size_t>(parsed->certainty)];
  upper = parsed->upper;
  return parsed->value;
}

std::int64_t RowContext::count(std::size_t column) {
  if (const auto whole = tabular::parse_whole(text(column)); whole && *whole >= 0) return *whole;
  const auto parsed = tabular::parse_number(text(column));
  const bool good = parsed && parsed->certainty == tabular::Certainty::exact && !parsed->percent &&
                    parsed->value >= 0 &&
                    parsed->value == static_cast<double>(static_cast<std::int64_t>(parsed->value));
  if (!good) {
    refuse(column, Code::bad_number);
    return 0;
  }
  return static_cast<std::int64_t>(parsed->value);
}

int RowContext::year(std::size_t column) {
  const auto whole = tabular::parse_whole(tabular::trim(text(column)));
  if (!whole || *whole < 1900 || *whole > 2100) {
    refuse(column, Code::bad_date);
    return 2000;
  }
  return static_cast<int>(*whole);
}

Day RowContext::date(std::size_t column) {
  const auto parsed = tabular::parse_date(text(column), style_);
  if (!parsed) {
    refuse(column, parsed.error().code);
    return 0;
  }
  return *parsed;
}

void RowContext::refuse(std::size_t column, Code code) {
  if (refused_) return;
  refused_ = true;
  if (report_.reasons.size() < options_.max_reasons) {
    report_.reasons.push_back(
        {row_number_, column < columns_.headers.size() ? columns_.headers[column] : "", code});
  }
}

void RowContext::emit(Observation observation) {
  observation.row = row_hash_;
  batch_.push_back(observation);
}

// One import from the first row to the commit.
class ImportRun {
 public:
  ImportRun(tabular::TableReader& table, Format& format, ObservationStore& store,
            const ImportOptions& options, ImportReport& report)
      : table_(table),
        format_(format),
        store_(store),
        options_(options),
        report_(report),
        context_(store, options, report) {}

  base::Done run() {
    describe();
    if (auto header = read_header(); !header) return header;
    const auto before = store_.find(provenance_.dataset, provenance_.vintage);
    storing_ = !options_.dry_run && !before;
    if (storing_) store_.begin(provenance_);
    auto done = read_rows();
    if (done) done = judge(before);
    if (storing_ && !done) store_.rollback();
    return done;
  }

 private:
  void describe() {
    provenance_.dataset = options_.dataset.empty() ? std::string(format_.name()) : options_.dataset;
    provenance_.vintage = options_.vintage;
    provenance_.publisher =
        options_.publisher.empty() ? std::string(format_.publisher()) : options_.publisher;
    provenance_.source = options_.source;
    provenance_.licence = format_.licence();
    provenance_.published_on = options_.published_on;
    provenance_.recorded_on = options_.recorded_on;
    provenance_.complete = format_.complete();
    seed_ = hash_text(hash_text({}, provenance_.dataset), provenance_.vintage);
    report_.format = format_.name();
    report_.dataset = provenance_.dataset;
    report_.vintage = provenance_.vintage;
  }

  base::Done read_header() {
    tabular::Row row;
    auto more = tabular::read_header(table_, row);
    if (!more) return std::unexpected(std::move(more.error()));
    if (!*more) return base::refuse(Code::table_not_recognised, {{"reason", "no rows"}});
    auto columns = tabular::map_columns(row.fields, format_.wanted(), options_.mapping);
    if (!columns) return std::unexpected(std::move(columns.error()));
    for (const auto& [field, at] : columns->at) {
      report_.mapping.header_of[field] = columns->headers[at];
    }
    context_.columns_ = std::move(*columns);
    context_.style_ = options_.date_style;
    report_.dialect = table_.dialect();
    return format_.start(context_);
  }

  base::Done read_rows() {
    tabular::Row row;
    std::uint64_t replaced = table_.replaced_rows();
    std::uint64_t told = 0;
    while (true) {
      auto more = table_.next(row);
      if (!more) return std::unexpected(std::move(more.error()));
      if (!*more) break;
      if (row.fields.size() == 1 && tabular::trim(row.fields[0]).empty()) continue;
      ++report_.rows;
      take(row, table_.replaced_rows() != replaced);
      replaced = table_.replaced_rows();
      if (context_.batch_.size() >= RowContext::kBatch) flush();
      if (options_.progress && table_.bytes_read() - told > (1U << 20)) {
        told = table_.bytes_read();
        options_.progress(static_cast<double>(told) /
                          static_cast<double>(std::max<std::uint64_t>(table_.bytes_total(), 1)));
      }
    }
    context_.row_number_ = 0;
    context_.row_hash_ = hash_text(seed_, "finish");
    format_.finish(context_);
    flush();
    return {};
  }

  void take(const tabular::Row& row, bool bad_bytes) {
    context_.fields_ = row.fields;
    context_.row_number_ = row.number;
    context_.refused_ = false;
    context_.passed_over_ = false;
    RowHash hash{seed_.a + row.number, seed_.b ^ row.number};
    for (const auto field : row.fields) hash = hash_text(hash, field);
    context_.row_hash_ = hash;
    content_ = {content_.a * 3 + hash.a, content_.b * 5 + hash.b};
    const std::size_t from = context_.batch_.size();
    if (bad_bytes) {
      context_.refuse(tabular::Columns::npos, Code::bad_encoding);
    } else if (row.fields.size() < context_.columns_.width) {
      context_.refuse(tabular::Columns::npos, Code::short_row);
    } else {
      format_.row(context_);
    }
    if (context_.refused_) {
      ++report_.refused;
      context_.batch_.resize(from);
    } else if (context_.passed_over_) {
      ++report_.passed_over;
    } else {
      ++report_.accepted;
    }
  }

  void flush() {
    report_.observations += context_.batch_.size();
    if (storing_) store_.add(context_.batch_);
    context_.batch_.clear();
  }

  base::Done judge(const std::optional<Provenance>& before) {
    if (before) {
      report_.already_there = before->rows == report_.rows && before->content == content_;
      if (!report_.already_there) {
        return base::refuse(Code::vintage_conflict,
                            {{"dataset", provenance_.dataset}, {"vintage", provenance_.vintage}});
      }
      return {};
    }
    if (report_.refused > 0 && !options_.skip_refused && !options_.dry_run) {
      return base::refuse(Code::rows_refused, {{"rows", std::to_string(report_.refused)}});
    }
    if (!storing_) return {};
    provenance_.rows = report_.rows;
    provenance_.content = content_;
    store_.commit(provenance_);
    report_.stored = true;
    return {};
  }

  tabular::TableReader& table_;
  Format& format_;
  ObservationStore& store_;
  const ImportOptions& options_;
  ImportReport& report_;
  RowContext context_;
  Provenance provenance_;
  RowHash seed_;
  RowHash content_;
  bool storing_ = false;
};

base::Result<ImportReport> import_table(tabular::TableReader& table, Format& format,
                                        ObservationStore& store, const ImportOptions& options,
                                        ImportReport* on_refusal) {
  ImportReport report;
  auto done = ImportRun(table, format, store, options, report).run();
  if (!done) {
    if (on_refusal != nullptr) *on_refusal = std::move(report);
    return pass(done);
  }
  return report;
}

base::Result<ImportReport> import_file(const std::filesystem::path& path, std::string_view format,
                                       ObservationStore& store, const ImportOptions& options,
                                       ImportReport* on_refusal) {
  const auto made = make_format(format);
  if (!made) return base::refuse(Code::unknown_format, {{"format", std::string(format)}});
  auto table = tabular::open_table(path, options.table);
  if (!table) return pass(table);
  return import_table(**table, *made, store, options, on_refusal);
}

}  // namespace observatory
