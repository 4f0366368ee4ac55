// Builder: the tables while they are made. Texts, runs, slots and operations are shared: the same
// thing asked for twice is one row.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include "law/compile/reader.h"
#include "law/tables.h"

namespace law {

enum class DocKind {
  norm,
  atom,
  definition,
  rule,
  deadline,
  calendar,
  table,
  form,
  fee,
  remedy,
  right,
  test,
};
inline constexpr int kDocKinds = 12;
std::string_view doc_name(DocKind kind);

struct Document {
  std::string id;
  const Yaml* map = nullptr;
  const std::string* file = nullptr;
};

class Builder {
 public:
  explicit Builder(Problems& problems) : problems_(problems) {}

  Tables tables;

  // Takes a document in; reports a bad id, an unknown kind and an id used twice.
  void add_document(const Yaml& map, const std::string& file);
  const std::vector<Document>& documents(DocKind kind) const {
    return documents_[static_cast<std::size_t>(kind)];
  }
  // The row of an id; reports and gives kNone when there is none.
  Index reference(DocKind kind, const std::string& id, Reader& at, int line);
  Index find(DocKind kind, const std::string& id) const;
  Run references(DocKind kind, const std::string& key, Reader& from);

  Str text(std::string_view text);
  Text text(const BothTexts& both) { return {text(both.es), text(both.en)}; }
  Place place(const Reader& at) { return {text(at.file()), at.line()}; }
  Place place(const std::string& file, int line) { return {text(file), line}; }
  Run ints(const std::vector<std::int32_t>& values);
  Index slot(const Slot& slot, const std::vector<Where>& where,
             const std::vector<std::int32_t>& values);
  Index op(OpKind kind, std::int32_t a = 0, std::int32_t b = 0, std::int32_t c = 0,
           const std::vector<std::int32_t>& args = {});
  Index given_date(int which);  // operation: 0 law, 1 fact, 2 knowledge
  Problems& problems() { return problems_; }

 private:
  using SlotKey = std::tuple<SlotKind, Index, Index, std::int32_t,
                             std::vector<std::pair<Index, std::vector<std::int32_t>>>,
                             std::vector<std::int32_t>>;
  using OpKey =
      std::tuple<OpKind, std::int32_t, std::int32_t, std::int32_t, std::vector<std::int32_t>>;

  Problems& problems_;
  std::vector<Document> documents_[kDocKinds];
  std::unordered_map<std::string, Index> names_[kDocKinds];
  std::unordered_map<std::string, Str> texts_{{"", 0}};
  std::map<std::vector<std::int32_t>, Run> runs_;
  std::map<SlotKey, Index> slots_;
  std::map<OpKey, Index> ops_;
};

}  // namespace law
