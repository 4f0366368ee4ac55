#include "observatory/formats.h"

#include <algorithm>

#include "tabular/mapping.h"

namespace observatory {
namespace {

std::vector<FormatEntry> all_formats() {
  std::vector<FormatEntry> all;
  for (const auto family :
       {us_formats(), us_children_formats(), world_formats(), local_formats()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace

Observation NamedFormat::shared(RowContext& context, std::string_view indicator,
                                std::string_view definition, std::string_view country,
                                std::string_view unit) {
  Observation o;
  o[Dim::indicator] = context.intern(indicator);
  o[Dim::definition] = context.intern(definition);
  o[Dim::country] = context.intern(country);
  o[Dim::unit] = context.intern(unit);
  return o;
}

std::vector<tabular::Wanted> columns_named(std::initializer_list<const char*> names) {
  std::vector<tabular::Wanted> wanted;
  for (const char* name : names) wanted.push_back({name, {}, true});
  return wanted;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const auto& entry : all_formats()) names.emplace_back(entry.name);
  return names;
}

std::unique_ptr<Format> make_format(std::string_view name) {
  for (const auto& entry : all_formats()) {
    if (entry.name == name) return entry.make();
  }
  return nullptr;
}

std::vector<std::string> detect_format(std::span<const std::string_view> header) {
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const auto& entry : all_formats()) {
    const auto wanted = entry.make()->wanted();
    if (tabular::map_columns(header, wanted, {})) {
      const auto required =
          std::ranges::count_if(wanted, [](const auto& want) { return want.required; });
      found.emplace_back(static_cast<std::size_t>(required), entry.name);
    }
  }
  std::ranges::stable_sort(found, std::greater{}, &std::pair<std::size_t, std::string>::first);
  std::vector<std::string> names;
  for (auto& [required, name] : found) names.push_back(std::move(name));
  return names;
}

}  // namespace observatory
