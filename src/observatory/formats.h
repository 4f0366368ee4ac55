// The formats behind make_format, by family. Internal to the importers.
#pragma once

#include "observatory/importer.h"

namespace observatory {

using FormatMaker = std::unique_ptr<Format> (*)();
struct FormatEntry {
  std::string_view name;
  FormatMaker make;
};

std::span<const FormatEntry> us_formats();
std::span<const FormatEntry> us_children_formats();
std::span<const FormatEntry> world_formats();
std::span<const FormatEntry> local_formats();

// A format told by values; what differs is `start` and `row`.
class NamedFormat : public Format {
 public:
  NamedFormat(std::string_view name, std::string_view publisher, std::string_view licence,
              std::vector<tabular::Wanted> wanted)
      : name_(name), publisher_(publisher), licence_(licence), wanted_(std::move(wanted)) {}
  std::string_view name() const override { return name_; }
  std::string_view publisher() const override { return publisher_; }
  std::string_view licence() const override { return licence_; }
  std::vector<tabular::Wanted> wanted() const override { return wanted_; }

 protected:
  // An observation with the dimensions that all rows of a format share.
  static Observation shared(RowContext& context, std::string_view indicator,
                            std::string_view definition, std::string_view country,
                            std::string_view unit);

 private:
  std::string_view name_;
  std::string_view publisher_;
  std::string_view licence_;
  std::vector<tabular::Wanted> wanted_;
};

template <class T>
std::unique_ptr<Format> make() {
  return std::make_unique<T>();
}

// Wanted columns under their own names.
std::vector<tabular::Wanted> columns_named(std::initializer_list<const char*> names);

}  // namespace observatory
