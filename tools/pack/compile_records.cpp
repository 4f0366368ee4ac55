#include "compile_records.h"

#include <algorithm>

#include "base/compartment.h"
#include "names.h"

namespace packer {

namespace {

using codec::Value;

using Places = std::map<FrozenKey, std::pair<std::string, int>>;

const std::vector<std::string_view> kTypeKeys = {"type",        "number", "version",   "kinds",
                                                 "compartment", "single", "retention", "label",
                                                 "help",        "fields"};
const std::vector<std::string_view> kFieldKeys = {
    "number",    "kind",       "list",    "target",   "scale",    "compartment", "rule",
    "loosening", "strictness", "machine", "personal", "required", "retired",     "index",
    "columns",   "label",      "help",    "due",      "ends"};
const std::vector<std::string_view> kColumnKeys = {"number", "kind",     "list",     "target",
                                                   "scale",  "personal", "required", "retired",
                                                   "label",  "help"};

Value number(std::optional<std::int64_t> n) {
  return Value(n.value_or(0));
}

// Kinds that speak about a person unless the catalogue says otherwise.
bool is_personal(std::string_view kind) {
  for (const std::string_view other :
       {"text", "longtext", "partial_date", "person_name", "place", "identifier", "row", "file"}) {
    if (kind == other) return true;
  }
  return false;
}

std::string_view default_rule(std::string_view kind) {
  if (kind == "status") return "status_machine";
  if (kind == "row") return "add_remove_set";
  return "replace_with_conflict";
}

std::string joined(const std::vector<std::string>& parts, std::string_view by) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += by;
    out += part;
  }
  return out;
}

class TypeCompiler {
 public:
  TypeCompiler(const Yaml& yaml, const RecordsSource& source,
               const std::map<std::string, std::uint32_t>& numbers, FrozenTable& said,
               Places& places, Problems& problems)
      : yaml_(yaml),
        source_(source),
        numbers_(numbers),
        said_(said),
        places_(places),
        problems_(problems) {}

  Value compile() {
    yaml_.only_keys(kTypeKeys, problems_);
    id_ = yaml_.text("type", problems_);
    number_ = yaml_.number("number", problems_).value_or(0);
    version_ = yaml_.number("version", problems_).value_or(0);
    if (version_ == 0) yaml_.complain(problems_, "'version' starts at 1");
    compartment_ = compartment(yaml_, "");
    Value::Array kinds;
    for (const std::string& kind : yaml_.texts("kinds", problems_)) {
      if (std::find(kCaseKinds.begin(), kCaseKinds.end(), kind) == kCaseKinds.end()) {
        yaml_.complain(problems_, "unknown kind of case file '" + kind + "'");
      }
      kinds.push_back(Value(kind));
    }
    if (kinds.empty()) yaml_.complain(problems_, "'kinds' is missing");
    const std::string retention = yaml_.text("retention", problems_);
    if (!source_.schedules.ids.contains(retention)) {
      yaml_.complain(problems_, "unknown retention schedule '" + retention + "'");
    }
    Value fields = compile_fields();
    return Value::map({{"number", Value(number_)},
                       {"version", Value(version_)},
                       {"id", Value(id_)},
                       {"label", yaml_.label("label", problems_)},
                       {"help", yaml_.label("help", problems_, false)},
                       {"kinds", Value::array(std::move(kinds))},
                       {"compartment", compartment_number(compartment_)},
                       {"single", Value(yaml_.flag("single", false, problems_))},
                       {"retention", Value(retention)},
                       {"fields", std::move(fields)}});
  }

 private:
  static Value compartment_number(const std::string& name) {
    const auto found = base::compartment_from_name(name);
    return Value(found ? static_cast<std::int64_t>(*found) : std::int64_t{0});
  }

  std::string compartment(const Yaml& yaml, const std::string& otherwise) {
    std::string name = yaml.text("compartment", problems_, otherwise.empty());
    if (name.empty()) name = otherwise;
    if (!base::compartment_from_name(name)) {
      yaml.complain(problems_, "unknown compartment '" + name + "'");
    }
    return name;
  }

  // By number, each number and name once.
  Value compile_fields() {
    const Yaml* fields = yaml_.find("fields");
    if (fields == nullptr || fields->map().empty()) {
      yaml_.complain(problems_, "'fields' is missing");
      return Value::array({});
    }
    std::map<std::int64_t, Value> sorted;
    for (const auto& [field_id, field] : fields->map()) {
      field.only_keys(kFieldKeys, problems_);
      const std::int64_t n = field.number("number", problems_).value_or(0);
      Value compiled = compile_field(field_id, n, field);
      if (n == 0 || !sorted.emplace(n, std::move(compiled)).second) {
        field.complain(problems_,
                       "field number " + std::to_string(n) + " of '" + id_ + "' is taken, or 0");
      }
    }
    Value::Array out;
    for (auto& [n, value] : sorted) out.push_back(std::move(value));
    return Value::array(std::move(out));
  }

  Value compile_field(const std::string& field_id, std::int64_t n, const Yaml& field) {
    const std::string kind = field.text("kind", problems_);
    const FrozenRow row = fold_row(field_id, kind, field);
    const FrozenKey key = {static_cast<std::uint32_t>(number_),
                           static_cast<std::uint32_t>(version_), static_cast<std::uint32_t>(n)};
    said_.emplace(key, row);
    places_.emplace(key, std::pair(field.file(), field.line()));
    const auto index = number_of(
        kIndexes, field.find("index") == nullptr ? "none" : field.text("index", problems_));
    if (!index) field.complain(problems_, "unknown index");
    Value out = describe(field_id, n, kind, field);
    out.set("index", Value(static_cast<std::int64_t>(index.value_or(0))));
    out.set("due", Value(field.flag("due", false, problems_)));
    if (field.flag("due", false, problems_) && kind != "instant") {
      field.complain(problems_, "only an instant is 'due'");
    }
    Value::Array ends;
    for (const std::string& value : field.texts("ends", problems_)) ends.emplace_back(value);
    if (!ends.empty() && kind != "status" && kind != "code") {
      field.complain(problems_, "only a code or a status 'ends' what is due");
    }
    out.set("ends", Value::array(std::move(ends)));
    out.set("columns", compile_columns(kind, field));
    out.set("states", states(field));
    return out;
  }

  // What a field and a column of a row have in common.
  Value describe(const std::string& field_id, std::int64_t n, const std::string& kind,
                 const Yaml& field) {
    if (!is_id(field_id)) field.complain(problems_, "'" + field_id + "' is not snake_case");
    const auto kind_number = number_of(kKinds, kind);
    if (!kind_number) field.complain(problems_, "unknown kind '" + kind + "'");
    return Value::map({{"number", Value(n)},
                       {"id", Value(field_id)},
                       {"label", field.label("label", problems_)},
                       {"help", field.label("help", problems_, false)},
                       {"kind", Value(static_cast<std::int64_t>(kind_number.value_or(0)))},
                       {"list", Value(list_of(kind, field))},
                       {"target", target_of(kind, field)},
                       {"scale", number(field.number("scale", problems_, kind == "decimal"))},
                       {"personal", Value(field.flag("personal", is_personal(kind), problems_))},
                       {"required", Value(field.flag("required", false, problems_))},
                       {"retired", Value(field.flag("retired", false, problems_))},
                       {"index", 0},
                       {"columns", Value::array({})},
                       {"states", Value::array({})}});
  }

  std::string list_of(const std::string& kind, const Yaml& field) {
    const bool wants =
        kind == "code" || kind == "codes" || kind == "language" || kind == "identifier";
    const std::string list = field.text("list", problems_, wants);
    if (wants && !source_.lists.codes.contains(list)) {
      field.complain(problems_, "unknown code list '" + list + "'");
    }
    if (!wants && !list.empty()) field.complain(problems_, "this kind takes no 'list'");
    return list;
  }

  Value target_of(const std::string& kind, const Yaml& field) {
    const std::string target = field.text("target", problems_, false);
    if (target.empty()) return Value(0);
    const auto found = numbers_.find(target);
    if (kind != "record") field.complain(problems_, "only a record reference takes 'target'");
    if (found == numbers_.end()) {
      field.complain(problems_, "unknown record type '" + target + "'");
      return Value(0);
    }
    return Value(static_cast<std::int64_t>(found->second));
  }

  Value compile_columns(const std::string& kind, const Yaml& field) {
    const Yaml* columns = field.find("columns");
    if ((columns != nullptr) != (kind == "row")) {
      field.complain(problems_, "'columns' belong to kind row, and to it alone");
    }
    std::map<std::int64_t, Value> sorted;
    if (columns == nullptr) return Value::array({});
    for (const auto& [column_id, column] : columns->map()) {
      column.only_keys(kColumnKeys, problems_);
      const std::int64_t n = column.number("number", problems_).value_or(0);
      const std::string column_kind = column.text("kind", problems_);
      if (column_kind == "row" || column_kind == "status") {
        column.complain(problems_, "a column cannot be of kind " + column_kind);
      }
      if (n == 0 || !sorted.emplace(n, describe(column_id, n, column_kind, column)).second) {
        column.complain(problems_, "column number is taken, or 0");
      }
    }
    Value::Array out;
    for (auto& [n, value] : sorted) out.push_back(std::move(value));
    return Value::array(std::move(out));
  }

  FrozenRow fold_row(const std::string& field_id, const std::string& kind, const Yaml& field) {
    FrozenRow row{id_, field_id, kind, compartment(field, compartment_), "", "seen", "", "", "", 0};
    row.rule = field.text("rule", problems_, false);
    if (row.rule.empty()) row.rule = default_rule(kind);
    if (!number_of(kRules, row.rule)) field.complain(problems_, "unknown rule '" + row.rule + "'");
    if ((row.rule == "status_machine") != (kind == "status")) {
      field.complain(problems_, "kind status and rule status_machine go together");
    }
    const std::string loosening = field.text("loosening", problems_, false);
    if (!loosening.empty()) row.loosening = loosening;
    if (!number_of(kLoosenings, row.loosening)) {
      field.complain(problems_, "unknown loosening '" + row.loosening + "'");
    }
    const std::vector<std::string> strictness = field.texts("strictness", problems_);
    check_strictness(kind, row.rule, strictness, field);
    row.strictness = joined(strictness, "<");
    if (kind == "status") read_machine(field, row);
    return row;
  }

  void check_strictness(const std::string& kind, const std::string& rule,
                        const std::vector<std::string>& order, const Yaml& field) {
    if (rule != "restrictive") {
      if (!order.empty()) field.complain(problems_, "only a restrictive field takes 'strictness'");
      return;
    }
    const auto is_one_of = [&](std::string_view a, std::string_view b) {
      return order.size() == 1 && (order[0] == a || order[0] == b);
    };
    bool good = false;
    if (kind == "code") {
      const auto codes = source_.lists.codes.find(field.text("list", problems_));
      good = order.size() >= 2 && codes != source_.lists.codes.end() &&
             std::all_of(order.begin(), order.end(),
                         [&](const std::string& code) { return codes->second.contains(code); });
    } else if (kind == "boolean") {
      good = order == std::vector<std::string>{"true", "false"} ||
             order == std::vector<std::string>{"false", "true"};
    } else if (kind == "instant") {
      good = is_one_of("earlier", "later");
    } else if (kind == "codes") {
      good = is_one_of("fewer", "more");
    }
    if (!good) {
      field.complain(problems_,
                     "'strictness' of a restrictive field goes from least to most strict: codes of "
                     "its list, [true, false], [earlier] or [later], [fewer] or [more]");
    }
  }

  // {initial: open, states: {open: {es, en}, …} from least to most strict, transitions: {open:
  // […]}}
  void read_machine(const Yaml& field, FrozenRow& row) {
    const Yaml* machine = field.find("machine");
    if (machine == nullptr) {
      field.complain(problems_, "'machine' is missing");
      return;
    }
    machine->only_keys({"initial", "states", "transitions"}, problems_);
    std::vector<std::string> names;
    if (const Yaml* list = machine->find("states")) {
      for (const auto& [state, label] : list->map()) {
        label.only_keys({"es", "en"}, problems_);
        if (!is_id(state)) label.complain(problems_, "a state is in snake_case");
        names.push_back(state);
      }
    }
    const auto is_state = [&](const std::string& s) {
      return std::find(names.begin(), names.end(), s) != names.end();
    };
    row.initial = machine->text("initial", problems_);
    if (!is_state(row.initial)) machine->complain(problems_, "'initial' is no state");
    std::vector<std::string> pairs;
    if (const Yaml* transitions = machine->find("transitions")) {
      for (const auto& [from, to_list] : transitions->map()) {
        if (!is_state(from)) to_list.complain(problems_, "'" + from + "' is no state");
        for (const std::string& to : transitions->texts(from, problems_)) {
          if (!is_state(to)) to_list.complain(problems_, "'" + to + "' is no state");
          pairs.push_back(from + ">" + to);
        }
      }
    }
    std::sort(pairs.begin(), pairs.end());
    row.strictness = joined(names, "<");
    row.transitions = joined(pairs, " ");
  }

  Value states(const Yaml& field) {
    Value::Array out;
    const Yaml* machine = field.find("machine");
    const Yaml* list = machine == nullptr ? nullptr : machine->find("states");
    if (list == nullptr) return Value::array({});
    for (const auto& [state, label] : list->map()) {
      out.push_back(Value::array(
          {Value(state), Value(label.text("es", problems_)), Value(label.text("en", problems_))}));
    }
    return Value::array(std::move(out));
  }

  const Yaml& yaml_;
  const RecordsSource& source_;
  const std::map<std::string, std::uint32_t>& numbers_;
  FrozenTable& said_;
  Places& places_;
  Problems& problems_;
  std::string id_;
  std::int64_t number_ = 0;
  std::int64_t version_ = 0;
  std::string compartment_;
};

}  // namespace

Value compile_records(const RecordsSource& source, FrozenTable& frozen, Problems& problems) {
  std::map<std::string, std::uint32_t> numbers;
  std::map<std::int64_t, std::string> taken;
  for (const Yaml& type : source.documents) {
    const std::string id = type.text("type", problems);
    const std::int64_t n = type.number("number", problems).value_or(0);
    if (!is_id(id)) type.complain(problems, "'type' must be in snake_case");
    if (n == 0 || !taken.emplace(n, id).second) {
      type.complain(problems, "record type number " + std::to_string(n) + " is taken, or 0");
    }
    if (!numbers.emplace(id, static_cast<std::uint32_t>(n)).second) {
      type.complain(problems, "record type '" + id + "' stands twice");
    }
  }
  FrozenTable said;
  Places places;
  std::map<std::int64_t, Value> sorted;
  for (const Yaml& type : source.documents) {
    TypeCompiler compiler(type, source, numbers, said, places, problems);
    sorted.emplace(type.number("number", problems, false).value_or(0), compiler.compile());
  }
  check_frozen(said, frozen, source.freeze, source.frozen_name, places, problems);
  Value::Array types;
  for (auto& [n, value] : sorted) types.push_back(std::move(value));
  return Value::map(
      {{"format", 1}, {"types", Value::array(std::move(types))}, {"frozen", frozen_value(frozen)}});
}

}  // namespace packer
