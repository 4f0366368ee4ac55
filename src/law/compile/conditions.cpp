#include "law/compile/conditions.h"

#include <algorithm>
#include <array>

#include "law/proof.h"

namespace law {

namespace {

const std::vector<std::string> kGrades = {"P", "F", "S", "K"};
const std::vector<std::string> kDecorations = {"cite", "grade", "text", "bar"};

std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

}  // namespace

bool is_live(const Segment& line) {
  return line.status == Status::in_force || line.status == Status::restored_by_court ||
         line.status == Status::partly_invalidated;
}

Conditions::Conditions(Builder& builder)
    : b_(builder),
      t_(builder.tables),
      definitions_(builder.documents(DocKind::definition).size()),
      norms_(builder.documents(DocKind::norm).size()),
      deadlines_(builder.documents(DocKind::deadline).size()),
      definition_review_(definitions_.size(), kHighest) {}

bool Conditions::enter(std::vector<Making>& state, DocKind kind, Index index, Reader& where,
                       int line) {
  Making& making = state[at(index)];
  if (making == Making::now) {
    where.report(ProblemKind::self_reference, line, {{"id", b_.documents(kind)[at(index)].id}});
  }
  if (making != Making::not_yet) return false;
  making = Making::now;
  return true;
}

Day Conditions::take_review() {
  return std::exchange(review_, kHighest);
}

Grade Conditions::worst_grade(Run norms) const {
  Grade worst = Grade::primary;
  for (std::int32_t i = 0; i < norms.count; ++i) {
    worst = std::max(worst, t_.norms[at(t_.ints[at(norms.first + i)])].grade);
  }
  return worst;
}

Day Conditions::earliest_review(Run norms) const {
  Day earliest = kHighest;
  for (std::int32_t i = 0; i < norms.count; ++i) {
    earliest = std::min(earliest, t_.norms[at(t_.ints[at(norms.first + i)])].review_by);
  }
  return earliest;
}

std::optional<Node> Conditions::decorated(const Yaml& map, Reader& where,
                                          const Inherited& inherited) {
  Reader reader(map, where.id(), where.file(), b_.problems());
  Node node;
  const std::string cite = reader.word_or("cite", inherited.cite);
  if (cite.empty()) {
    where.report(ProblemKind::missing_citation, map.line);
    return {};
  }
  node.cite = b_.text(cite);
  node.grade = static_cast<Grade>(
      reader.among("grade", kGrades, static_cast<std::int32_t>(inherited.grade)));
  node.text = b_.text(reader.both("text", false));
  node.time_bar = reader.get("bar") != nullptr && reader.among("bar", {"time"}) == 0 ? 1 : 0;
  node.at = b_.place(where.file(), map.line);
  return node;
}

Index Conditions::add_node(const Node& node) {
  t_.nodes.push_back(node);
  return static_cast<Index>(t_.nodes.size()) - 1;
}

Index Conditions::leaf(Index op, const Yaml& map, Reader& where, const Inherited& inherited) {
  auto node = decorated(map, where, inherited);
  if (!node) return kNone;
  std::vector<Index> atoms;
  atoms_of(t_, op, atoms);
  node->op = op;
  node->atoms = b_.ints(atoms);
  return add_node(*node);
}

Index Conditions::group(Shape shape, const std::vector<Index>& children, const Yaml& map,
                        Reader& where, const Inherited& inherited) {
  auto node = decorated(map, where, inherited);
  if (!node) return kNone;
  node->shape = shape;
  node->children = b_.ints(children);
  std::vector<std::int32_t> ops;
  for (const Index child : children) ops.push_back(t_.nodes[at(child)].op);
  const OpKind kind = shape == Shape::all ? OpKind::conjunction : OpKind::disjunction;
  node->op = ops.size() == 1 ? ops[0] : b_.op(kind, 0, 0, 0, ops);
  if (shape == Shape::none || shape == Shape::negation) {
    node->op = b_.op(OpKind::negation, node->op);
  }
  return add_node(*node);
}

Index Conditions::condition(const Yaml& map, Reader& where, const Inherited& inherited,
                            const std::vector<std::string>& also) {
  if (map.kind != Yaml::Kind::map) {
    where.report(ProblemKind::not_a_map, map.line, {{"where", "condition"}});
    return kNone;
  }
  const auto is_among = [](const std::vector<std::string>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  const bool some = map.find("some") != nullptr;
  const bool norm = map.find("norm") != nullptr;
  std::string name;
  const Yaml* value = nullptr;
  int operators = 0;
  for (const auto& [key, content] : map.entries) {
    if (is_among(kDecorations, key) || is_among(also, key)) continue;
    if ((some && key == "where") || (norm && key == "version")) continue;
    ++operators;
    name = key;
    value = &content;
  }
  if (operators != 1) {
    where.report(ProblemKind::one_operator, map.line, {{"count", std::to_string(operators)}});
    return kNone;
  }
  return operator_of(name, *value, map, where, inherited);
}

Index Conditions::operator_of(const std::string& name, const Yaml& value, const Yaml& map,
                              Reader& where, const Inherited& inherited) {
  static const std::array<std::pair<std::string_view, Shape>, 3> kGroups = {
      {{"all", Shape::all}, {"any", Shape::any}, {"none", Shape::none}}};
  const Yaml* cite = map.find("cite");
  const Yaml* grade = map.find("grade");
  Inherited below = inherited;
  if (cite != nullptr) below.cite = cite->text;
  if (grade != nullptr) {
    const auto known = std::find(kGrades.begin(), kGrades.end(), grade->text);
    if (known != kGrades.end()) below.grade = static_cast<Grade>(known - kGrades.begin());
  }
  for (const auto& [word, shape] : kGroups) {
    if (name != word) continue;
    if (value.kind != Yaml::Kind::list || value.items.empty()) {
      where.report(ProblemKind::empty_group, value.line, {{"what", name}});
      return kNone;
    }
    std::vector<Index> children;
    for (const Yaml& item : value.items) children.push_back(condition(item, where, below));
    if (std::find(children.begin(), children.end(), kNone) != children.end()) return kNone;
    return group(shape, children, map, where, inherited);
  }
  if (name == "not") {
    const Index child = condition(value, where, below);
    return child == kNone ? kNone : group(Shape::negation, {child}, map, where, inherited);
  }
  if (name == "definition") {
    const Index definition = b_.reference(DocKind::definition, value.text, where, value.line);
    if (definition == kNone) return kNone;
    const Index node = definition_node(definition, where, value.line);
    return node == kNone ? kNone : group(Shape::all, {node}, map, where, inherited);
  }
  Index op = kNone;
  if (name == "norm") {
    op = norm_condition(value, map, where);
  } else if (name == "atom") {
    const Operand atom = term(value, where);
    if (atom.good() && atom.type != Type::boolean) {
      where.report(ProblemKind::wrong_type, value.line,
                   {{"what", value.text}, {"got", "other"}, {"wanted", "bool"}});
    } else if (atom.good()) {
      op = b_.op(OpKind::is_true, atom.op);
    }
  } else if (name == "in") {
    op = membership(value, where);
  } else if (name == "some") {
    Yaml count = map;
    std::erase_if(count.entries, [](const auto& entry) {
      return entry.first != "some" && entry.first != "where";
    });
    for (auto& [key, content] : count.entries) {
      if (key == "some") key = "count";
    }
    const Operand found = term(count, where);
    if (found.good()) op = b_.op(OpKind::less_equal, b_.op(OpKind::constant, 1, 1), found.op);
  } else {
    op = comparison(name, value, where);
  }
  return op == kNone ? kNone : leaf(op, map, where, inherited);
}

Index Conditions::comparison(const std::string& name, const Yaml& value, Reader& where) {
  static const std::vector<std::string> kTwo = {"eq", "lt", "le", "gt", "ge", "before", "after"};
  const bool between = name == "between";
  const bool two = std::find(kTwo.begin(), kTwo.end(), name) != kTwo.end();
  if (!between && !two) {
    where.report(ProblemKind::unknown_operator, value.line, {{"what", name}});
    return kNone;
  }
  const std::size_t wanted = between ? 3 : 2;
  if (value.kind != Yaml::Kind::list || value.items.size() != wanted) {
    where.report(ProblemKind::wrong_count, value.line,
                 {{"what", name}, {"wanted", std::to_string(wanted)}});
    return kNone;
  }
  const Operand a = term(value.items[0], where);
  if (!a.good()) return kNone;
  if (name == "eq" && a.type == Type::boolean) {
    const auto wanted_truth = value_of(value.items[1], Type::boolean, {}, where);
    if (!wanted_truth) return kNone;
    const Index op = b_.op(OpKind::is_true, a.op);
    return *wanted_truth == 1 ? op : b_.op(OpKind::negation, op);
  }
  std::vector<Operand> rest;
  for (std::size_t i = 1; i < wanted; ++i) {
    rest.push_back(term(value.items[i], where, &a));
    if (!rest.back().good()) return kNone;
    const bool words = a.type == Type::enumeration || a.type == Type::code;
    if (rest.back().type != a.type || (words && name != "eq") || a.type == Type::boolean) {
      where.report(ProblemKind::wrong_type, value.items[i].line,
                   {{"what", value.items[i].text},
                    {"got", "another type"},
                    {"wanted", "two values of one type that can be compared with " + name}});
      return kNone;
    }
  }
  const Index x = a.op;
  const Index y = rest[0].op;
  if (name == "eq") return b_.op(OpKind::equal, std::min(x, y), std::max(x, y));
  if (name == "lt" || name == "before") return b_.op(OpKind::less, x, y);
  if (name == "gt" || name == "after") return b_.op(OpKind::less, y, x);
  if (name == "le") return b_.op(OpKind::less_equal, x, y);
  if (name == "ge") return b_.op(OpKind::less_equal, y, x);
  const Index from = b_.op(OpKind::less_equal, y, x);
  const Index to = b_.op(OpKind::less_equal, x, rest[1].op);
  return b_.op(OpKind::conjunction, 0, 0, 0, {from, to});
}

Index Conditions::membership(const Yaml& value, Reader& where) {
  if (value.kind != Yaml::Kind::list || value.items.size() != 2 ||
      value.items[1].kind != Yaml::Kind::list || value.items[1].items.empty()) {
    where.report(ProblemKind::wrong_count, value.line, {{"what", "in"}, {"wanted", "2"}});
    return kNone;
  }
  const Yaml& name = value.items[0];
  const Index atom = b_.find(DocKind::atom, name.text);
  const bool is_set =
      name.kind == Yaml::Kind::scalar && atom != kNone && atom_row(atom).type == Type::set;
  Operand found;
  if (is_set) {
    found = {0, Type::code, atom_row(atom).words};
  } else {
    found = term(name, where);
    if (!found.good()) return kNone;
  }
  std::vector<std::int32_t> values;
  for (const Yaml& item : value.items[1].items) {
    const auto one = value_of(item, found.type, found.words, where);
    if (!one) return kNone;
    values.push_back(*one);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (!is_set) return b_.op(OpKind::one_of, found.op, 0, 0, values);
  Slot slot;
  slot.kind = SlotKind::has_any;
  slot.atom = atom;
  return b_.op(OpKind::is_true, b_.op(OpKind::slot, b_.slot(slot, {}, values)));
}

Index Conditions::norm_lines(Index norm, Reader& where, int line) {
  make_norm(norm, where, line);
  const Norm& row = t_.norms[at(norm)];
  if (row.key == kNone) return kNone;
  std::vector<std::int32_t> args = {row.key, b_.given_date(1), b_.given_date(2)};
  for (std::int32_t i = 0; i < row.segments.count; ++i) {
    const Segment& segment = t_.segments[at(row.segments.first + i)];
    if (segment.only_for != kNone) args.push_back(segment.only_for);
  }
  return b_.op(OpKind::norm_lines, norm, 0, 0, args);
}

Index Conditions::norm_condition(const Yaml& value, const Yaml& map, Reader& where) {
  const Index norm = b_.reference(DocKind::norm, value.text, where, value.line);
  if (norm == kNone) return kNone;
  const Index lines = norm_lines(norm, where, value.line);
  if (lines == kNone) return kNone;
  const Yaml* version = map.find("version");
  const Norm& row = t_.norms[at(norm)];
  std::int32_t mask = 0;
  bool known_version = version == nullptr;
  for (std::int32_t i = 0; i < row.segments.count; ++i) {
    const Segment& line = t_.segments[at(row.segments.first + i)];
    const bool same = version == nullptr || t_.texts[at(line.version)] == version->text;
    known_version = known_version || same;
    if (same && is_live(line)) mask |= 1 << i;
  }
  if (!known_version) {
    where.report(ProblemKind::unknown_reference, version->line,
                 {{"kind", "version"}, {"id", version->text}});
    return kNone;
  }
  return b_.op(OpKind::within, lines, mask);
}

Index Conditions::norms_are(const std::vector<Index>& norms, bool (*wanted)(const Segment&),
                            bool none_too, Reader& where) {
  std::vector<std::int32_t> each;
  for (const Index norm : norms) {
    const Index lines = norm_lines(norm, where, where.line());
    if (lines == kNone) return kNone;
    const Norm& row = t_.norms[at(norm)];
    std::int32_t mask = none_too ? 1 << 30 : 0;
    for (std::int32_t i = 0; i < row.segments.count; ++i) {
      if (wanted(t_.segments[at(row.segments.first + i)])) mask |= 1 << i;
    }
    each.push_back(b_.op(OpKind::within, lines, mask));
  }
  if (each.empty()) return kNone;
  return each.size() == 1 ? each[0] : b_.op(OpKind::conjunction, 0, 0, 0, each);
}

Index Conditions::conditions_of(Reader& document, const Inherited& inherited) {
  Yaml only;
  only.kind = Yaml::Kind::map;
  only.line = document.line();
  for (const char* key : {"all", "any", "none", "when"}) {
    const Yaml* value = document.get(key);
    if (value != nullptr) only.entries.emplace_back(key, *value);
  }
  if (only.entries.size() != 1) {
    document.report(ProblemKind::conditions_once, document.line(), {{"id", document.id()}});
    return kNone;
  }
  const auto& [name, value] = only.entries[0];
  if (name == "when") return condition(value, document, inherited);
  return condition(only, document, inherited);
}

Index Conditions::definition_node(Index definition, Reader& where, int line) {
  make_definition(definition, where, line);
  review_ = std::min(review_, definition_review_[at(definition)]);
  const bool done = definitions_[at(definition)] == Making::done;
  return done ? t_.definitions[at(definition)].node : kNone;
}

void Conditions::make_definition(Index definition, Reader& where, int line) {
  if (!enter(definitions_, DocKind::definition, definition, where, line)) return;
  const Document& document = b_.documents(DocKind::definition)[at(definition)];
  Reader reader(*document.map, document.id, *document.file, b_.problems());
  reader.get("definition");
  Definition row;
  row.id = b_.text(document.id);
  row.title = b_.text(reader.both("title", true));
  row.norms = b_.references(DocKind::norm, "norms", reader);
  const std::string cite = reader.word("cite");
  row.cite = b_.text(cite);
  row.at = b_.place(reader);
  const Day outer = std::exchange(review_, earliest_review(row.norms));
  row.node = conditions_of(reader, {cite, worst_grade(row.norms)});
  reader.done();
  if (row.norms.count == 0) {
    reader.report(ProblemKind::missing_norm, reader.line(), {{"id", document.id}});
  }
  definition_review_[at(definition)] = std::exchange(review_, outer);
  t_.definitions[at(definition)] = row;
  definitions_[at(definition)] = Making::done;
}

void Conditions::make_norm(Index norm, Reader& where, int line) {
  if (!enter(norms_, DocKind::norm, norm, where, line)) return;
  const Document& document = b_.documents(DocKind::norm)[at(norm)];
  Reader reader(*document.map, document.id, *document.file, b_.problems());
  Norm row = t_.norms[at(norm)];  // its head stands already
  make_segments(row, reader);
  t_.norms[at(norm)] = row;
  norms_[at(norm)] = Making::done;
}

void Conditions::make_deadline(Index deadline, Reader& where, int line) {
  if (!enter(deadlines_, DocKind::deadline, deadline, where, line)) return;
  const Document& document = b_.documents(DocKind::deadline)[at(deadline)];
  Reader reader(*document.map, document.id, *document.file, b_.problems());
  Deadline row;
  row.id = b_.text(document.id);
  row.at = b_.place(reader);
  make_terms(row, reader);
  t_.deadlines[at(deadline)] = row;
  deadlines_[at(deadline)] = Making::done;
}

}  // namespace law
