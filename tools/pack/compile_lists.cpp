#include "compile_lists.h"

#include "names.h"

namespace packer {

namespace {

using codec::Value;

// The codes of one list, sorted, each once.
Value compile_codes(const Yaml& list, std::set<std::string>& known, Problems& problems) {
  const Yaml* codes = list.find("codes");
  if (codes == nullptr || codes->kind() != Yaml::Kind::map) {
    list.complain(problems, "'codes' is missing");
    return Value::array({});
  }
  std::map<std::string, Value> sorted;
  for (const auto& [code, entry] : codes->map()) {
    if (code.empty() || code.size() > 64 || code.find_first_of("<>, ") != std::string::npos) {
      entry.complain(problems, "a code is up to 64 letters without space, comma, < or >");
    }
    entry.only_keys({"es", "en", "retired"}, problems);
    sorted.emplace(code, Value::array({Value(code), Value(entry.text("es", problems)),
                                       Value(entry.text("en", problems)),
                                       Value(entry.flag("retired", false, problems))}));
    known.insert(code);
  }
  Value::Array out;
  for (auto& [code, value] : sorted) out.push_back(std::move(value));
  return Value::array(std::move(out));
}

Value finish(std::map<std::string, Value> sorted, std::string_view name) {
  Value::Array items;
  for (auto& [id, value] : sorted) items.push_back(std::move(value));
  return Value::map({{"format", 1}, {Value(name), Value::array(std::move(items))}});
}

}  // namespace

Lists compile_lists(const std::vector<Yaml>& documents, Problems& problems) {
  Lists out;
  std::map<std::string, Value> sorted;
  for (const Yaml& list : documents) {
    list.only_keys({"list", "label", "open", "codes"}, problems);
    const std::string id = list.text("list", problems);
    if (!is_id(id)) list.complain(problems, "'list' must be in snake_case");
    if (out.codes.contains(id)) list.complain(problems, "code list '" + id + "' stands twice");
    Value codes = compile_codes(list, out.codes[id], problems);
    sorted.insert_or_assign(id, Value::map({{"id", Value(id)},
                                            {"label", list.label("label", problems)},
                                            {"open", Value(list.flag("open", false, problems))},
                                            {"codes", std::move(codes)}}));
  }
  out.section = finish(std::move(sorted), "lists");
  return out;
}

Schedules compile_retention(const std::vector<Yaml>& documents, Problems& problems) {
  Schedules out;
  std::map<std::string, Value> sorted;
  for (const Yaml& schedule : documents) {
    schedule.only_keys({"schedule", "label", "basis", "start", "months", "review"}, problems);
    const std::string id = schedule.text("schedule", problems);
    if (!is_id(id)) schedule.complain(problems, "'schedule' must be in snake_case");
    if (!out.ids.insert(id).second) schedule.complain(problems, "'" + id + "' stands twice");
    const auto start = number_of(kStarts, schedule.text("start", problems));
    if (!start) schedule.complain(problems, "unknown 'start'");
    sorted.insert_or_assign(
        id, Value::map({{"id", Value(id)},
                        {"label", schedule.label("label", problems)},
                        {"basis", schedule.label("basis", problems)},
                        {"start", Value(static_cast<std::int64_t>(start.value_or(0)))},
                        {"months", Value(schedule.number("months", problems).value_or(0))},
                        {"review", Value(schedule.flag("review", true, problems))}}));
  }
  out.section = finish(std::move(sorted), "schedules");
  return out;
}

}  // namespace packer
