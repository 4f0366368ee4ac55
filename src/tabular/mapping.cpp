#include "tabular/mapping.h"

#include <algorithm>

#include "tabular/text.h"

namespace tabular {
namespace {

// The plain letter of a Latin-1 Supplement letter in UTF-8 (second byte after 0xC3), or 0.
char plain_letter(unsigned char second) {
  static constexpr std::string_view kPlain =
      "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";
  const std::size_t index = static_cast<std::size_t>(second - 0x80);
  return index < kPlain.size() && kPlain[index] != ' ' ? kPlain[index] : '\0';
}

}  // namespace

std::string fold_header(std::string_view header) {
  std::string out;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto c = static_cast<unsigned char>(header[i]);
    if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c + 32));
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out.push_back(static_cast<char>(c));
    } else if (c == 0xC3 && i + 1 < header.size()) {
      const char letter = plain_letter(static_cast<unsigned char>(header[++i]));
      if (letter != '\0') out.push_back(letter);
    } else if (c >= 0x80) {
      out.push_back(static_cast<char>(c));
    }
  }
  return out;
}

std::string Mapping::to_text() const {
  std::string text;
  for (const auto& [field, header] : header_of) {
    text += field;
    text += '=';
    for (const char c : header) text += c == '\n' || c == '\r' ? ' ' : c;
    text += '\n';
  }
  return text;
}

Mapping Mapping::from_text(std::string_view text) {
  Mapping mapping;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const auto equals = line.find('=');
    if (equals != std::string_view::npos) {
      mapping.header_of[std::string(line.substr(0, equals))] = line.substr(equals + 1);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return mapping;
}

std::size_t Columns::of(std::string_view field) const {
  const auto found = at.find(field);
  return found == at.end() ? npos : found->second;
}

base::Result<Columns> map_columns(std::span<const std::string_view> header,
                                  std::span<const Wanted> wanted, const Mapping& remembered) {
  Columns columns;
  columns.width = header.size();
  std::vector<std::string> folded;
  for (const auto name : header) {
    columns.headers.emplace_back(trim(name));
    folded.push_back(fold_header(name));
  }
  for (const Wanted& want : wanted) {
    std::vector<std::string> names;
    const auto own = remembered.header_of.find(want.field);
    if (own != remembered.header_of.end()) {
      names.push_back(own->second);
    } else {
      names = want.headers;
      names.push_back(want.field);
    }
    std::size_t place = Columns::npos;
    for (const auto& name : names) {
      const std::string looked_for = fold_header(name);
      const auto found = std::ranges::find(folded, looked_for);
      if (found == folded.end()) continue;
      place = static_cast<std::size_t>(found - folded.begin());
      if (std::ranges::count(folded, looked_for) > 1) {
        return base::refuse(base::Code::bad_value,
                            {{"field", want.field}, {"reason", "header twice: " + name}});
      }
      break;
    }
    if (place != Columns::npos) {
      columns.at[want.field] = place;
    } else if (want.required) {
      return base::refuse(base::Code::missing_column, {{"column", want.field}});
    }
  }
  return columns;
}

base::Result<bool> read_header(TableReader& table, Row& row) {
  while (true) {
    auto more = table.next(row);
    if (!more || !*more) return more;
    const auto filled = std::ranges::count_if(row.fields, [](auto f) { return !trim(f).empty(); });
    // A merged title repeats one text over all its columns: still a title.
    const bool same = std::ranges::all_of(row.fields, [&](auto f) { return f == row.fields[0]; });
    if (filled >= 2 && !same) return true;
  }
}

}  // namespace tabular
