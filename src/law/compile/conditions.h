// Conditions: terms and conditions of the law's files as operations and nodes. Definitions, norms
// and deadlines are made on demand, so that one that needs itself is found.
#pragma once

#include <optional>

#include "law/compile/builder.h"

namespace law {

// What a condition inherits from where it stands.
struct Inherited {
  std::string cite;
  Grade grade = Grade::primary;
};

struct Operand {  // a value in a comparison
  Index op = kNone;
  Type type = Type::integer;
  Run words;  // of an enumeration
  bool good() const { return op != kNone; }
};

class Conditions {
 public:
  explicit Conditions(Builder& builder);

  // A condition as a node; kNone when it was refused. `also` are keys beside the operator that the
  // caller reads itself.
  Index condition(const Yaml& map, Reader& where, const Inherited& inherited,
                  const std::vector<std::string>& also = {});
  // The all, any, none or when of a document.
  Index conditions_of(Reader& document, const Inherited& inherited);
  Operand term(const Yaml& yaml, Reader& where, const Operand* like = nullptr);
  // A date (or, when allowed, an instant) term; kNone when refused.
  Index date_term(const Yaml& yaml, Reader& where, bool instant);
  // The key of segments: a date atom or a given date.
  Index key_of(const Yaml& yaml, Reader& where);

  Index definition_node(Index definition, Reader& where, int line);
  // Operation: the lines of a norm.
  Index norm_lines(Index norm, Reader& where, int line);
  // Operation: every line of `norms` that may hold is in the mask that `wanted` gives of a line.
  Index norms_are(const std::vector<Index>& norms, bool (*wanted)(const Segment&), bool none_too,
                  Reader& where);
  Grade worst_grade(Run norms) const;
  Day earliest_review(Run norms) const;
  // The earliest review date of the definitions that conditions made since the last call rest on.
  Day take_review();

  // Makes the rows of these, once each.
  void make_definition(Index definition, Reader& where, int line);
  void make_norm(Index norm, Reader& where, int line);
  void make_deadline(Index deadline, Reader& where, int line);

 private:
  enum class Making : std::uint8_t { not_yet, now, done };

  bool enter(std::vector<Making>& state, DocKind kind, Index index, Reader& where, int line);
  Index leaf(Index op, const Yaml& map, Reader& where, const Inherited& inherited);
  Index group(Shape shape, const std::vector<Index>& children, const Yaml& map, Reader& where,
              const Inherited& inherited);
  // A node with citation, grade and text; nothing when it has no citation.
  std::optional<Node> decorated(const Yaml& map, Reader& where, const Inherited& inherited);
  Index add_node(const Node& node);
  Index operator_of(const std::string& name, const Yaml& value, const Yaml& map, Reader& where,
                    const Inherited& inherited);
  Index comparison(const std::string& name, const Yaml& value, Reader& where);
  Index equality(Operand a, Operand b);
  Index membership(const Yaml& value, Reader& where);
  Index norm_condition(const Yaml& value, const Yaml& map, Reader& where);

  Operand word_term(const Yaml& yaml, Reader& where, const Operand* like);
  Operand literal(const Yaml& yaml, Reader& where, Type type, Run words);
  Operand map_term(const Yaml& yaml, Reader& where);
  Operand list_term(const Yaml& yaml, Reader& where, bool count);
  Operand age_term(const Yaml& yaml, Reader& where);
  Operand several(const Yaml& list, OpKind kind, Reader& where);
  Operand add_term(const Yaml& list, Reader& where);
  Operand table_term(const Yaml& yaml, Reader& where);
  Operand deadline_term(const std::string& id, Reader& where, int line);
  std::optional<std::int32_t> value_of(const Yaml& yaml, Type type, Run words, Reader& where);
  std::vector<Where> where_of(const Yaml* where_map, const Atom& atom, Reader& where);
  void make_segments(Norm& norm, Reader& reader);
  void make_terms(Deadline& deadline, Reader& reader);
  const Atom& atom_row(Index atom) const { return t_.atoms[static_cast<std::size_t>(atom)]; }

  Builder& b_;
  Tables& t_;
  std::vector<Making> definitions_, norms_, deadlines_;
  Day review_ = kHighest;
  std::vector<Day> definition_review_;
};

bool is_live(const Segment& line);

}  // namespace law
