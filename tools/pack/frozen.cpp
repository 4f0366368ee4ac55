#include "frozen.h"

#include <charconv>
#include <sstream>
#include <vector>

#include "base/compartment.h"
#include "names.h"

namespace packer {

namespace {

constexpr std::string_view kHeader =
    "type,version,field,type_id,field_id,kind,compartment,rule,loosening,strictness,transitions,"
    "initial";

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t at = text.find(by);
    out.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
  }
}

std::optional<std::uint32_t> to_number(const std::string& text) {
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return n;
}

codec::Value texts(const std::string& joined, char by) {
  codec::Value::Array out;
  if (joined.empty()) return codec::Value::array({});
  for (std::string& part : split(joined, by)) out.push_back(codec::Value(std::move(part)));
  return codec::Value::array(std::move(out));
}

codec::Value word(std::optional<std::uint8_t> number) {
  return codec::Value(static_cast<std::int64_t>(number.value_or(0)));
}

codec::Value rule_value(const FrozenKey& key, const FrozenRow& row) {
  codec::Value::Array transitions;
  if (!row.transitions.empty()) {
    for (const std::string& pair : split(row.transitions, ' ')) {
      transitions.push_back(texts(pair, '>'));
    }
  }
  const auto compartment = base::compartment_from_name(row.compartment);
  const auto number = compartment ? static_cast<std::int64_t>(*compartment) : std::int64_t{0};
  return codec::Value::map({{"type", static_cast<std::int64_t>(key[0])},
                            {"version", static_cast<std::int64_t>(key[1])},
                            {"field", static_cast<std::int64_t>(key[2])},
                            {"kind", word(number_of(kKinds, row.kind))},
                            {"compartment", number},
                            {"rule", word(number_of(kRules, row.rule))},
                            {"loosening", word(number_of(kLoosenings, row.loosening))},
                            {"strictness", texts(row.strictness, '<')},
                            {"transitions", codec::Value::array(std::move(transitions))},
                            {"initial", codec::Value(row.initial)}});
}

bool words_known(const FrozenRow& row) {
  return number_of(kKinds, row.kind) && number_of(kRules, row.rule) &&
         number_of(kLoosenings, row.loosening) && base::compartment_from_name(row.compartment);
}

}  // namespace

bool FrozenRow::decides_alike(const FrozenRow& other) const {
  return kind == other.kind && compartment == other.compartment && rule == other.rule &&
         loosening == other.loosening && strictness == other.strictness &&
         transitions == other.transitions && initial == other.initial && type_id == other.type_id &&
         field_id == other.field_id;
}

FrozenTable read_frozen(const std::string& name, const std::string& text, Problems& problems) {
  FrozenTable table;
  std::istringstream in(text);
  std::string row_text;
  for (int line = 1; std::getline(in, row_text); ++line) {
    if (row_text.empty()) continue;
    if (line == 1) {
      if (row_text != kHeader) problems.add(name, line, "the first line must name the columns");
      continue;
    }
    const std::vector<std::string> cells = split(row_text, ',');
    if (cells.size() != 12) {
      problems.add(name, line, "12 columns expected");
      continue;
    }
    const auto type = to_number(cells[0]);
    const auto version = to_number(cells[1]);
    const auto field = to_number(cells[2]);
    const FrozenRow row{cells[3], cells[4], cells[5],  cells[6],  cells[7],
                        cells[8], cells[9], cells[10], cells[11], line};
    if (!type || !version || !field || !words_known(row)) {
      problems.add(name, line, "not a row that the compiler wrote");
    } else if (!table.emplace(FrozenKey{*type, *version, *field}, row).second) {
      problems.add(name, line, "this field of this version stands twice");
    }
  }
  return table;
}

std::string write_frozen(const FrozenTable& table) {
  std::string out = std::string(kHeader) + "\n";
  for (const auto& [key, row] : table) {
    for (const std::uint32_t n : key) out += std::to_string(n) + ",";
    for (const std::string* cell : {&row.type_id, &row.field_id, &row.kind, &row.compartment,
                                    &row.rule, &row.loosening, &row.strictness, &row.transitions}) {
      out += *cell + ",";
    }
    out += row.initial + "\n";
  }
  return out;
}

void check_frozen(const FrozenTable& said, FrozenTable& frozen, bool freeze,
                  const std::string& frozen_name,
                  const std::map<FrozenKey, std::pair<std::string, int>>& places,
                  Problems& problems) {
  std::map<std::uint32_t, std::uint32_t> current;  // type → version in the YAML
  for (const auto& [key, row] : said) current[key[0]] = key[1];
  for (const auto& [key, row] : said) {
    const auto& [file, line] = places.at(key);
    const auto lock = frozen.find(key);
    const std::string what = row.type_id + "." + row.field_id;
    if (lock == frozen.end()) {
      if (freeze) {
        frozen.emplace(key, row);
      } else {
        problems.add(file, line, what + " is not in frozen.csv: run the compiler with --freeze");
      }
    } else if (!lock->second.decides_alike(row)) {
      problems.add(file, line,
                   what + " decides a fold otherwise than " + frozen_name + ":" +
                       std::to_string(lock->second.line) +
                       " says: give the record type a new version");
    }
  }
  for (const auto& [key, row] : frozen) {
    const auto version = current.find(key[0]);
    const std::string what = row.type_id + "." + row.field_id;
    if (version == current.end()) {
      problems.add(frozen_name, row.line, "the record type of " + what + " is gone");
    } else if (key[1] > version->second) {
      problems.add(frozen_name, row.line, what + " is of a later version than its YAML");
    } else if (key[1] == version->second && !said.contains(key)) {
      problems.add(frozen_name, row.line, what + " is gone: keep it with 'retired: true'");
    }
  }
}

codec::Value frozen_value(const FrozenTable& table) {
  codec::Value::Array out;
  for (const auto& [key, row] : table) out.push_back(rule_value(key, row));
  return codec::Value::array(std::move(out));
}

}  // namespace packer
