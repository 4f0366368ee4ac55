// A slow, obvious twin of the merge rules, compared with them on every small history.
#include <set>

#include <doctest/doctest.h>

#include "casefile/rules.h"
#include "casefile/test_support.h"

namespace casefile {
namespace {

using codec::Value;

struct Small {
  std::string value;     // "" removes
  std::vector<int> saw;  // places of the writes it names
  bool decided = false;
};

// The definitions, word for word: quadratic, no shared code with rules.cpp.
struct Twin {
  const FoldRule& rule;
  const std::vector<Small>& writes;

  int rank(const std::string& v) const {
    for (std::size_t i = 0; i < rule.strictness.size(); ++i) {
      if (rule.strictness[i] == v) return static_cast<int>(i);
    }
    return v.empty() ? -1 : static_cast<int>(rule.strictness.size());
  }
  bool lawful(int w) const {
    const Small& write = writes[static_cast<std::size_t>(w)];
    const auto step = [&](const std::string& from) {
      if (from == write.value) return true;
      for (const Transition& t : rule.transitions) {
        if (t.from == from && t.to == write.value) return true;
      }
      return false;
    };
    if (write.saw.empty()) return step(rule.initial);
    bool any = false;
    for (const int s : write.saw) {
      if (s >= w) continue;
      any = true;
      if (step(writes[static_cast<std::size_t>(s)].value)) return true;
    }
    return !any;
  }
  bool supersedes(int later, int earlier) const {
    if (later <= earlier) return false;
    const Small& a = writes[static_cast<std::size_t>(later)];
    const Small& b = writes[static_cast<std::size_t>(earlier)];
    bool named = false;
    for (const int s : a.saw) named = named || s == earlier;
    if (!named) return false;
    if (rule.rule == Rule::restrictive && rule.loosening == Loosening::decision) {
      return rank(a.value) >= rank(b.value) || a.decided;
    }
    if (rule.rule == Rule::status_machine) return lawful(later);
    return true;
  }
  std::vector<int> heads() const {
    std::vector<int> out;
    for (int w = 0; w < static_cast<int>(writes.size()); ++w) {
      bool gone = false;
      for (int v = 0; v < static_cast<int>(writes.size()); ++v) gone = gone || supersedes(v, w);
      if (!gone) out.push_back(w);
    }
    return out;
  }
  // The value shown of a single field.
  std::string shown() const {
    int best = -1;
    for (const int h : heads()) {
      const bool by_time = rule.rule == Rule::replace_with_conflict;
      if (best < 0 || by_time ||
          rank(writes[static_cast<std::size_t>(h)].value) >=
              rank(writes[static_cast<std::size_t>(best)].value)) {
        best = h;
      }
    }
    return writes[static_cast<std::size_t>(best)].value;
  }
  std::set<std::string> elements() const {
    std::set<std::string> out;
    for (const int h : heads()) {
      const std::string& v = writes[static_cast<std::size_t>(h)].value;
      if (!v.empty()) out.insert(v);
    }
    return out;
  }
  bool disputed() const {
    for (const int h : heads()) {
      if (rule.rule == Rule::status_machine && !lawful(h)) return true;
      if (writes[static_cast<std::size_t>(h)].value != shown()) return true;
    }
    return false;
  }
};

FoldedField real(const FoldRule& rule, const std::vector<Small>& small) {
  std::vector<Op> ops(small.size());
  std::vector<Write> writes;
  const auto stamp = [](int place) {
    return Stamp{{1000 + static_cast<std::uint64_t>(place), 0}, testing::node(1), 0};
  };
  for (std::size_t i = 0; i < small.size(); ++i) {
    const bool removes = rule.rule == Rule::add_remove_set && small[i].value.empty();
    ops[i].kind = static_cast<std::uint32_t>(removes ? OpKind::remove : OpKind::set);
    if (!small[i].value.empty()) ops[i].value = Value(small[i].value);
    for (const int s : small[i].saw) ops[i].base.push_back(stamp(s));
    if (small[i].decided) ops[i].decisions.push_back(testing::record(1));
  }
  for (std::size_t i = 0; i < small.size(); ++i) {
    writes.push_back(
        {stamp(static_cast<int>(i)), &ops[i], base::UserId::none(), base::GrantId::none()});
  }
  return fold_field(1, rule, writes,
                    [](const Op& op, const Stamp&) { return op.decisions.size(); });
}

bool agree(const FoldRule& rule, const std::vector<Small>& small) {
  const Twin twin{rule, small};
  const FoldedField field = real(rule, small);
  if (rule.rule == Rule::add_remove_set) {
    std::set<std::string> shown;
    for (const Shown& s : field.shown) shown.insert(*s.value.as_text());
    return shown == twin.elements() && shown.size() == field.shown.size();
  }
  const std::string shown = field.shown.empty() ? "" : *field.shown.front().value.as_text();
  return shown == twin.shown() && field.heads.size() == twin.heads().size() &&
         (field.trouble != Trouble::none) == twin.disputed();
}

// Every history of exactly `size` writes: every value, every set of earlier (or, when `forged`, of
// any other) writes seen, decided or not.
struct All {
  const FoldRule& rule;
  const std::vector<std::string>& values;
  bool forged;
  std::size_t tried = 0;
  std::size_t wrong = 0;

  void run(std::size_t size) {
    std::vector<Small> small(size);
    fill(small, 0);
  }
  void fill(std::vector<Small>& small, std::size_t at) {
    if (at == small.size()) {
      ++tried;
      if (!agree(rule, small)) ++wrong;
      return;
    }
    const std::size_t visible = forged ? small.size() : at;
    for (const std::string& value : values) {
      for (std::size_t mask = 0; mask < std::size_t{1} << visible; ++mask) {
        if (forged && (mask >> at & 1) != 0) continue;
        std::vector<int> saw;
        for (std::size_t i = 0; i < visible; ++i) {
          if ((mask >> i & 1) != 0) saw.push_back(static_cast<int>(i));
        }
        for (int decided = 0; decided <= (rule.loosening == Loosening::decision ? 1 : 0);
             ++decided) {
          small[at] = {value, saw, decided != 0};
          fill(small, at + 1);
        }
      }
    }
  }
};

void compare(const FoldRule& rule, const std::vector<std::string>& values, std::size_t at_least) {
  All honest{rule, values, false};
  for (std::size_t size = 1; size <= 4; ++size) honest.run(size);
  All forged{rule, values, true};
  forged.run(3);
  CHECK(honest.wrong == 0);
  CHECK(forged.wrong == 0);
  CHECK(honest.tried >= at_least);
}

TEST_CASE("every small history of an ordinary field") {
  FoldRule rule;
  compare(rule, {"a", "b", ""}, 5000);
}

TEST_CASE("every small history of a restrictive field, with and without decisions") {
  FoldRule rule;
  rule.kind = Kind::code;
  rule.rule = Rule::restrictive;
  rule.loosening = Loosening::decision;
  rule.strictness = {"low", "high"};
  compare(rule, {"low", "high", ""}, 80'000);
  rule.loosening = Loosening::seen;
  compare(rule, {"low", "high", "unheard"}, 5000);
}

TEST_CASE("every small history of a set") {
  FoldRule rule;
  rule.rule = Rule::add_remove_set;
  compare(rule, {"a", "b", ""}, 5000);
}

TEST_CASE("every small history of a status machine") {
  FoldRule rule;
  rule.kind = Kind::status;
  rule.rule = Rule::status_machine;
  rule.strictness = {"closed", "open", "urgent"};
  rule.initial = "open";
  rule.transitions = {{"open", "closed"}, {"open", "urgent"}, {"urgent", "open"}};
  compare(rule, {"open", "closed", "urgent"}, 5000);
}

}  // namespace
}  // namespace casefile
