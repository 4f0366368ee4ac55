#include "law/compile/builder.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace law {

namespace {

constexpr std::array<std::string_view, kDocKinds> kDocNames = {
    "norm",  "atom", "definition", "rule",   "deadline", "calendar",
    "table", "form", "fee",        "remedy", "right",    "test"};

bool is_id(std::string_view id) {
  if (id.empty() || id.size() > 80) return false;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '/';
  });
}

}  // namespace

std::string_view doc_name(DocKind kind) {
  return kDocNames.at(static_cast<std::size_t>(kind));
}

void Builder::add_document(const Yaml& map, const std::string& file) {
  const auto report = [&](ProblemKind kind, std::string name, std::string value) {
    problems_.push_back({kind, file, map.line, {{std::move(name), std::move(value)}}});
  };
  if (map.kind != Yaml::Kind::map || map.entries.empty()) {
    return report(ProblemKind::not_a_map, "where", "document");
  }
  const auto& [what, id] = map.entries.front();
  const auto kind = std::find(kDocNames.begin(), kDocNames.end(), what);
  if (kind == kDocNames.end()) return report(ProblemKind::unknown_document, "what", what);
  if (id.kind != Yaml::Kind::scalar || !is_id(id.text)) {
    return report(ProblemKind::bad_id, "id", id.text);
  }
  const std::size_t k = static_cast<std::size_t>(kind - kDocNames.begin());
  // A right stands once for each country.
  const Yaml* country = map.find("country");
  const bool per_country = static_cast<DocKind>(k) == DocKind::right && country != nullptr;
  const std::string name = per_country ? id.text + "@" + country->text : id.text;
  const auto [at, is_new] = names_[k].emplace(name, static_cast<Index>(documents_[k].size()));
  if (!is_new) {
    const Document& other = documents_[k][static_cast<std::size_t>(at->second)];
    problems_.push_back(
        {ProblemKind::two_of_one_id,
         file,
         id.line,
         {{"id", id.text}, {"other", fmt::format("{}:{}", *other.file, other.map->line)}}});
    return;
  }
  documents_[k].push_back({id.text, &map, &file});
}

Index Builder::find(DocKind kind, const std::string& id) const {
  const auto& names = names_[static_cast<std::size_t>(kind)];
  const auto at = names.find(id);
  return at == names.end() ? kNone : at->second;
}

Index Builder::reference(DocKind kind, const std::string& id, Reader& at, int line) {
  const Index found = find(kind, id);
  if (found != kNone) return found;
  if (kind == DocKind::atom) {
    at.report(ProblemKind::unknown_atom, line, {{"id", id}});
  } else {
    at.report(ProblemKind::unknown_reference, line,
              {{"kind", std::string(doc_name(kind))}, {"id", id}});
  }
  return kNone;
}

Run Builder::references(DocKind kind, const std::string& key, Reader& from) {
  std::vector<std::int32_t> found;
  for (const Yaml& item : from.list(key, false)) {
    const Index index = reference(kind, item.text, from, item.line);
    if (index != kNone) found.push_back(index);
  }
  return ints(found);
}

Str Builder::text(std::string_view text) {
  const auto [at, is_new] =
      texts_.emplace(std::string(text), static_cast<Str>(tables.texts.size()));
  if (is_new) tables.texts.emplace_back(text);
  return at->second;
}

Run Builder::ints(const std::vector<std::int32_t>& values) {
  if (values.empty()) return {};
  const Run next{static_cast<std::int32_t>(tables.ints.size()),
                 static_cast<std::int32_t>(values.size())};
  const auto [at, is_new] = runs_.emplace(values, next);
  if (is_new) tables.ints.insert(tables.ints.end(), values.begin(), values.end());
  return at->second;
}

Index Builder::slot(const Slot& slot, const std::vector<Where>& where,
                    const std::vector<std::int32_t>& values) {
  std::vector<std::pair<Index, std::vector<std::int32_t>>> conditions;
  for (const Where& w : where) {
    const auto first = tables.ints.begin() + w.values.first;
    conditions.emplace_back(w.field, std::vector<std::int32_t>(first, first + w.values.count));
  }
  const SlotKey key{slot.kind, slot.atom, slot.field, slot.last, conditions, values};
  const auto [at, is_new] = slots_.emplace(key, static_cast<Index>(tables.slots.size()));
  if (!is_new) return at->second;
  Slot row = slot;
  row.where = {static_cast<std::int32_t>(tables.wheres.size()),
               static_cast<std::int32_t>(where.size())};
  tables.wheres.insert(tables.wheres.end(), where.begin(), where.end());
  row.values = ints(values);
  tables.slots.push_back(row);
  return at->second;
}

Index Builder::op(OpKind kind, std::int32_t a, std::int32_t b, std::int32_t c,
                  const std::vector<std::int32_t>& args) {
  const auto [at, is_new] =
      ops_.emplace(OpKey{kind, a, b, c, args}, static_cast<Index>(tables.ops.size()));
  if (is_new) tables.ops.push_back({kind, a, b, c, ints(args)});
  return at->second;
}

Index Builder::given_date(int which) {
  Slot row;
  row.kind = SlotKind::given_date;
  row.atom = which;
  return op(OpKind::slot, slot(row, {}, {}));
}

}  // namespace law
