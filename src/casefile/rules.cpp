#include "casefile/rules.h"

#include <algorithm>
#include <utility>

#include "casefile/instant.h"
#include "casefile/wire.h"

namespace casefile {

namespace {

using codec::Value;

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// The writes of a field with the edges that count between them.
struct Graph {
  const std::vector<Write>& writes;
  std::vector<bool> superseded;
  std::vector<bool> barred;  // wanted to supersede something and was not let

  explicit Graph(const std::vector<Write>& w)
      : writes(w), superseded(w.size(), false), barred(w.size(), false) {}

  std::size_t place(const Stamp& stamp) const {
    const auto at = std::lower_bound(writes.begin(), writes.end(), stamp,
                                     [](const Write& w, const Stamp& s) { return w.stamp < s; });
    return at != writes.end() && at->stamp == stamp ? static_cast<std::size_t>(at - writes.begin())
                                                    : kNowhere;
  }

  // `may(i, j)`: may write i supersede the earlier write j, which it saw?
  template <class May>
  void link(May may) {
    for (std::size_t i = 0; i < writes.size(); ++i) {
      for (const Stamp& seen : writes[i].op->base) {
        // A write can only have seen earlier ones: forged bases make no circle.
        const std::size_t j = seen < writes[i].stamp ? place(seen) : kNowhere;
        if (j == kNowhere) continue;
        if (may(i, j)) {
          superseded[j] = true;
        } else {
          barred[i] = true;
        }
      }
    }
  }

  std::vector<std::size_t> heads() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < writes.size(); ++i) {
      if (!superseded[i]) out.push_back(i);
    }
    return out;
  }
};

Shown shown_of(const Write& write) {
  return {write.op->value, write.stamp, write.user, write.grant, {}, {}};
}

// One of the heads is shown, those of another value are listed.
void show_one(const Graph& graph, const std::vector<std::size_t>& heads, std::size_t chosen,
              FoldedField& out) {
  const Value& value = graph.writes[chosen].op->value;
  Shown shown = shown_of(graph.writes[chosen]);
  for (const std::size_t i : heads) {
    out.heads.push_back(graph.writes[i].stamp);
    if (i == chosen) continue;
    if (graph.writes[i].op->value == value) {
      shown.same.push_back(graph.writes[i].stamp);
    } else {
      out.others.push_back(shown_of(graph.writes[i]));
    }
  }
  if (!value.is_null()) out.shown.push_back(std::move(shown));
  if (!out.others.empty()) out.trouble = Trouble::concurrent;
}

void fold_replace(const std::vector<Write>& writes, FoldedField& out) {
  Graph graph(writes);
  graph.link([](std::size_t, std::size_t) { return true; });
  const std::vector<std::size_t> heads = graph.heads();
  show_one(graph, heads, heads.back(), out);  // the latest: the order of stamps is that of time
}

void fold_set(const std::vector<Write>& writes, FoldedField& out) {
  Graph graph(writes);
  graph.link([](std::size_t, std::size_t) { return true; });
  for (const std::size_t i : graph.heads()) {
    const Write& write = writes[i];
    if (write.op->is(OpKind::remove) || write.op->value.is_null()) continue;
    out.heads.push_back(write.stamp);
    const auto equal = [&](const Shown& s) { return s.value == write.op->value; };
    const auto twin = std::find_if(out.shown.begin(), out.shown.end(), equal);
    if (twin != out.shown.end()) {
      twin->same.push_back(write.stamp);
      continue;
    }
    // Two versions of one row: the later is shown, the other listed.
    const Value* row = write.op->value.find(0);
    const auto same_row = [&](const Shown& s) {
      const Value* other = s.value.find(0);
      return row != nullptr && other != nullptr && *row == *other;
    };
    const auto older = std::find_if(out.shown.begin(), out.shown.end(), same_row);
    if (older != out.shown.end()) {
      out.others.push_back(std::exchange(*older, shown_of(write)));
      out.trouble = Trouble::concurrent;
      continue;
    }
    out.shown.push_back(shown_of(write));
  }
}

void fold_notes(const std::vector<Write>& writes, FoldedField& out) {
  const Graph graph(writes);
  std::vector<std::size_t> note_at(writes.size(), kNowhere);
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (writes[i].op->value.is_null()) continue;
    note_at[i] = out.shown.size();
    out.shown.push_back(shown_of(writes[i]));
    for (const Stamp& seen : writes[i].op->base) {
      const std::size_t j = seen < writes[i].stamp ? graph.place(seen) : kNowhere;
      if (j != kNowhere && note_at[j] != kNowhere) {
        out.shown[note_at[j]].corrected_by.push_back(writes[i].stamp);
      }
    }
  }
}

std::string_view state_of(const Write& write) {
  const std::string* text = write.op->value.as_text();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

// A transition is lawful when some state it saw leads to it; having seen nothing, the initial one.
// Resolving a conflict by one of the states seen is lawful too. States not arrived yet may allow
// it.
bool is_lawful(const FoldRule& rule, const Graph& graph, const Write& write) {
  const std::string_view to = state_of(write);
  if (write.op->base.empty()) return to == rule.initial || rule.allows(rule.initial, to);
  bool saw_any = false;
  for (const Stamp& seen : write.op->base) {
    const std::size_t j = seen < write.stamp ? graph.place(seen) : kNowhere;
    if (j == kNowhere) continue;
    saw_any = true;
    const std::string_view from = state_of(graph.writes[j]);
    if (from == to || rule.allows(from, to)) return true;
  }
  return !saw_any;
}

void fold_status(const FoldRule& rule, const std::vector<Write>& writes, FoldedField& out) {
  Graph graph(writes);
  std::vector<bool> lawful;
  for (const Write& write : writes) lawful.push_back(is_lawful(rule, graph, write));
  graph.link([&](std::size_t i, std::size_t) { return lawful[i]; });
  const std::vector<std::size_t> heads = graph.heads();
  const auto rank = [&](std::size_t i) { return rule.rank(state_of(writes[i])); };
  const std::size_t chosen = *std::max_element(
      heads.begin(), heads.end(),
      [&](std::size_t a, std::size_t b) { return std::pair(rank(a), a) < std::pair(rank(b), b); });
  show_one(graph, heads, chosen, out);
  for (const std::size_t i : heads) {
    if (!lawful[i]) out.trouble = Trouble::illegal_transition;
  }
}

// "fewer": what every head grants; "more": what any head forbids.
Value join_sets(const FoldRule& rule, const Graph& graph, const std::vector<std::size_t>& heads) {
  const bool fewer = rule.strictness.front() == "fewer";
  std::vector<Value> joined;
  for (std::size_t k = 0; k < heads.size(); ++k) {
    const Value::Array* items = graph.writes[heads[k]].op->value.as_array();
    const Value::Array codes = items == nullptr ? Value::Array() : *items;
    std::vector<Value> next;
    if (k == 0) {
      next = codes;
    } else if (fewer) {
      std::set_intersection(joined.begin(), joined.end(), codes.begin(), codes.end(),
                            std::back_inserter(next));
    } else {
      std::set_union(joined.begin(), joined.end(), codes.begin(), codes.end(),
                     std::back_inserter(next));
    }
    joined = std::move(next);
  }
  return Value::array(std::move(joined));
}

bool is_set_order(const FoldRule& rule) {
  return rule.kind == Kind::codes;
}

void fold_restrictive(const FoldRule& rule, const std::vector<Write>& writes,
                      const CountDeciders& deciders, FoldedField& out) {
  const std::size_t needed = rule.loosening == Loosening::two_persons ? 2
                             : rule.loosening == Loosening::decision  ? 1
                                                                      : 0;
  Graph graph(writes);
  graph.link([&](std::size_t i, std::size_t j) {
    const bool looser = is_looser(rule, writes[i].op->value, writes[j].op->value);
    return !looser || needed == 0 || deciders(*writes[i].op, writes[j].stamp) >= needed;
  });
  const std::vector<std::size_t> heads = graph.heads();
  std::size_t chosen = heads.front();
  for (const std::size_t i : heads) {
    // Not looser than the strictest so far: as strict and later, or stricter.
    if (!is_looser(rule, writes[i].op->value, writes[chosen].op->value)) chosen = i;
  }
  show_one(graph, heads, chosen, out);
  if (is_set_order(rule) && heads.size() > 1) {
    Shown joined = shown_of(writes[chosen]);
    joined.value = join_sets(rule, graph, heads);
    out.shown.assign(1, std::move(joined));
    if (!out.others.empty()) out.others.push_back(shown_of(writes[chosen]));
  }
  for (const std::size_t i : heads) {
    if (graph.barred[i] && !out.others.empty()) out.trouble = Trouble::undecided_loosening;
  }
}

// Place of a single value in the order of the rule; an empty field restricts nothing.
std::int64_t strictness(const FoldRule& rule, const Value& value) {
  if (value.is_null()) return INT64_MIN;
  if (const bool* flag = value.as_bool()) {
    return static_cast<std::int64_t>(rule.rank(*flag ? "true" : "false"));
  }
  if (rule.kind == Kind::instant) {
    const std::optional<base::UtcMs> ms = instant_ms(value);
    if (!ms || rule.strictness.empty()) return INT64_MAX;
    return rule.strictness.front() == "earlier" ? -*ms : *ms;
  }
  const std::string* text = value.as_text();
  return text == nullptr ? INT64_MAX : static_cast<std::int64_t>(rule.rank(*text));
}

}  // namespace

bool is_looser(const FoldRule& rule, const Value& to, const Value& from) {
  if (!is_set_order(rule)) return strictness(rule, to) < strictness(rule, from);
  const Value::Array none;
  const Value::Array& now = to.as_array() == nullptr ? none : *to.as_array();
  const Value::Array& former = from.as_array() == nullptr ? none : *from.as_array();
  const bool fewer = rule.strictness.empty() || rule.strictness.front() == "fewer";
  const Value::Array& larger = fewer ? former : now;
  const Value::Array& smaller = fewer ? now : former;
  return !std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end());
}

bool suits(OpKind kind, Rule rule) {
  switch (rule) {
    case Rule::replace_with_conflict:
      return kind == OpKind::set || kind == OpKind::attach;
    case Rule::restrictive:
      return kind == OpKind::set;
    case Rule::add_remove_set:
      return kind == OpKind::add || kind == OpKind::remove || kind == OpKind::attach;
    case Rule::append_only:
      return kind == OpKind::note;
    case Rule::status_machine:
      return kind == OpKind::transition;
  }
  return false;
}

FoldedField fold_field(std::uint32_t number, const FoldRule& rule, const std::vector<Write>& writes,
                       const CountDeciders& deciders) {
  FoldedField out;
  out.number = number;
  out.rule = rule.rule;
  if (writes.empty()) return out;
  switch (rule.rule) {
    case Rule::replace_with_conflict:
      fold_replace(writes, out);
      break;
    case Rule::restrictive:
      fold_restrictive(rule, writes, deciders, out);
      break;
    case Rule::add_remove_set:
      fold_set(writes, out);
      break;
    case Rule::append_only:
      fold_notes(writes, out);
      break;
    case Rule::status_machine:
      fold_status(rule, writes, out);
      break;
  }
  return out;
}

}  // namespace casefile
