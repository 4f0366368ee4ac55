#include "law/columns.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/check.h"
#include "law/due_counts.h"
#include "law/op.h"

namespace law {

namespace {

constexpr std::size_t kBlock = Columns::kBlock;
constexpr std::size_t kWords = kBlock / 64;

std::size_t idx(Index i) {
  return static_cast<std::size_t>(i);
}

// 64 × kWords truths: a bit in `yes`, in `no`, or in neither.
struct TruthColumn {
  std::array<std::uint64_t, kWords> yes;
  std::array<std::uint64_t, kWords> no;
};

struct SpanColumn {
  std::array<std::int32_t, kBlock> lo;
  std::array<std::int32_t, kBlock> hi;
  Span at(std::size_t i) const { return {lo[i], hi[i]}; }
  void set(std::size_t i, Span span) {
    lo[i] = span.lo;
    hi[i] = span.hi;
  }
};

std::uint64_t mixed(std::uint64_t seed, std::int32_t value) {
  std::uint64_t z = seed + 0x9e3779b97f4a7c15ULL + static_cast<std::uint32_t>(value);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}
// Runs every operation down one block, then judges every rule.
class BlockRun {
 public:
  BlockRun(const Ruleset& ruleset, const Dates& dates, const Wanted& wanted)
      : ruleset_(ruleset),
        ops_(ruleset->ops),
        dates_(dates),
        wanted_(wanted),
        place_(ops_.size()),
        dues_(ruleset) {
    std::size_t spans = 0;
    std::size_t truths = 0;
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      place_[i] = gives_truth(ops_[i].kind) ? truths++ : spans++;
    }
    spans_.resize(spans);
    truths_.resize(truths);
    find_uniform();
    find_read();
  }

  void run(const Columns::Block& block, std::size_t first_case, Outcomes& outcomes) {
    block_ = &block;
    for (const std::size_t i : read_) {
      if (gives_truth(ops_[i].kind)) {
        truth_op(ops_[i], truths_[place_[i]]);
      } else {
        span_op(ops_[i], spans_[place_[i]]);
      }
    }
    const std::size_t words = std::min(kWords, (outcomes.cases() - first_case + 63) / 64);
    for (std::size_t rule = 0; rule < ruleset_->rules.size(); ++rule) {
      for (std::size_t w = 0; w < words && wanted_.rules[rule] != 0; ++w) {
        judge_word(static_cast<Index>(rule), w, first_case / 64 + w, outcomes);
      }
    }
    const std::size_t cases = std::min(kBlock, outcomes.cases() - first_case);
    for (std::size_t d = 0; d < ruleset_->deadlines.size(); ++d) {
      if (wanted_.deadlines[d] == 0) continue;
      mark_deadline(static_cast<Index>(d),
                    outcomes.marks(static_cast<Index>(d)).subspan(first_case, cases));
    }
  }

 private:
  const SpanColumn& span(Index op) const { return spans_[place_[idx(op)]]; }
  const TruthColumn& truth(Index op) const { return truths_[place_[idx(op)]]; }
  Truth truth_at(Index op, std::size_t i) const {
    const TruthColumn& column = truth(op);
    if ((column.yes[i / 64] >> (i % 64) & 1) != 0) return Truth::yes;
    return (column.no[i / 64] >> (i % 64) & 1) != 0 ? Truth::no : Truth::unknown;
  }

  // What depends on the dates alone is one value for all cases.
  void find_uniform() {
    uniform_.resize(ops_.size());
    Values values;
    std::vector<Span> slots(ruleset_->slots.size());
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const Slot& slot = ruleset_->slots[i];
      if (slot.kind != SlotKind::given_date) continue;
      slots[i] = Span::of(slot.atom == 0   ? dates_.law
                          : slot.atom == 1 ? dates_.fact
                                           : dates_.knowledge);
    }
    evaluate(ruleset_, slots, values);
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      const Op& op = ops_[i];
      bool uniform =
          op.kind != OpKind::slot || ruleset_->slots[idx(op.a)].kind == SlotKind::given_date;
      each_input(ruleset_, op, [&](Index input) { uniform = uniform && uniform_[idx(input)]; });
      uniform_[i] = uniform;
      if (!uniform) continue;
      if (gives_truth(op.kind)) {
        const Truth t = values.truths[i];
        truths_[place_[i]].yes.fill(t == Truth::yes ? ~std::uint64_t{0} : 0);
        truths_[place_[i]].no.fill(t == Truth::no ? ~std::uint64_t{0} : 0);
      } else {
        spans_[place_[i]].lo.fill(values.spans[i].lo);
        spans_[place_[i]].hi.fill(values.spans[i].hi);
      }
    }
  }

  // What the wanted rules and deadlines read and differs from case to case, in order.
  void find_read() {
    std::vector<char> read(ops_.size());
    const auto take = [&](Index op) {
      if (op != kNone) read[idx(op)] = 1;
    };
    const auto take_node = [&](Index node) {
      if (node != kNone) take(ruleset_->nodes[idx(node)].op);
    };
    const auto take_deadline = [&](const Deadline& row) {
      take(row.from);
      take(row.key);
      for (const Index op : ruleset_.ints(row.tolling)) take(op);
    };
    for (std::size_t i = 0; i < ruleset_->rules.size(); ++i) {
      if (wanted_.rules[i] == 0) continue;
      const Rule& rule = ruleset_->rules[i];
      take_node(rule.scope);
      take_node(rule.node);
      take(rule.live);
      take(rule.untouched);
      for (const Exception& one : Ruleset::of(ruleset_->exceptions, rule.exceptions)) {
        take_node(one.node);
      }
    }
    for (std::size_t i = 0; i < ruleset_->deadlines.size(); ++i) {
      if (wanted_.deadlines[i] != 0) take_deadline(ruleset_->deadlines[i]);
    }
    for (std::size_t i = ops_.size(); i-- > 0;) {
      if (read[i] == 0 || uniform_[i]) continue;
      each_input(ruleset_, ops_[i], take);
      if (ops_[i].kind == OpKind::deadline) take_deadline(ruleset_->deadlines[idx(ops_[i].a)]);
      read_.push_back(i);
    }
    std::reverse(read_.begin(), read_.end());
  }

  template <class Of>
  static void each_span(SpanColumn& out, const Of& of) {
    for (std::size_t i = 0; i < kBlock; ++i) out.set(i, of(i));
  }
  // `of(i)` gives the truth of case i.
  template <class Of>
  static void each_truth(TruthColumn& out, const Of& of) {
    for (std::size_t w = 0; w < kWords; ++w) {
      std::uint64_t yes = 0;
      std::uint64_t no = 0;
      for (std::size_t bit = 0; bit < 64; ++bit) {
        const Truth t = of(w * 64 + bit);
        yes |= static_cast<std::uint64_t>(t == Truth::yes) << bit;
        no |= static_cast<std::uint64_t>(t == Truth::no) << bit;
      }
      out.yes[w] = yes;
      out.no[w] = no;
    }
  }

  void span_op(const Op& op, SpanColumn& out) {
    switch (op.kind) {
      case OpKind::slot: {
        const std::size_t first = idx(op.a) * kBlock;
        std::copy_n(block_->lo.begin() + static_cast<std::ptrdiff_t>(first), kBlock,
                    out.lo.begin());
        std::copy_n(block_->hi.begin() + static_cast<std::ptrdiff_t>(first), kBlock,
                    out.hi.begin());
        return;
      }
      case OpKind::age: {
        const SpanColumn &birth = span(op.a), &on = span(op.b), &fact = span(op.c);
        return each_span(out, [&](std::size_t i) {
          return age_span(birth.at(i), on.at(i).is_none() ? fact.at(i) : on.at(i));
        });
      }
      case OpKind::add: {
        const SpanColumn& from = span(op.a);
        return each_span(out, [&](std::size_t i) {
          return add_span(from.at(i), op.b, static_cast<Unit>(op.c));
        });
      }
      case OpKind::day_part: {
        const SpanColumn& from = span(op.a);
        return each_span(out, [&](std::size_t i) { return day_part(from.at(i)); });
      }
      case OpKind::table: {
        const SpanColumn& key = span(op.b);
        return each_span(out,
                         [&](std::size_t i) { return table_value(ruleset_, op.a, key.at(i)); });
      }
      case OpKind::least:
      case OpKind::greatest:
        return extreme(op, out);
      case OpKind::norm_lines:
        return norm(op, out);
      case OpKind::deadline:
        return each_span(out,
                         [&](std::size_t i) { return dues_.due_span(op.a, due_input(op.a, i)); });
      default:
        AMPARO_CHECK(false);
    }
  }

  void extreme(const Op& op, SpanColumn& out) {
    const bool least = op.kind == OpKind::least;
    each_span(out, [&](std::size_t i) {
      Span result = Span::none();
      for (const Index input : ruleset_.ints(op.args)) {
        const Span one = span(input).at(i);
        result = least ? least_of(result, one) : greatest_of(result, one);
      }
      return result;
    });
  }

  void norm(const Op& op, SpanColumn& out) {
    const auto args = ruleset_.ints(op.args);
    const SpanColumn& key = span(args[0]);
    std::array<Truth, kMaxLines> only_for;
    const std::size_t conditions = args.size() - 3;
    each_span(out, [&](std::size_t i) {
      for (std::size_t c = 0; c < conditions; ++c) only_for[c] = truth_at(args[3 + c], i);
      return norm_lines(ruleset_, op.a, key.at(i), dates_.fact, dates_.knowledge,
                        std::span(only_for).first(conditions));
    });
  }

  DeadlineInput due_input(Index index, std::size_t i) const {
    const Deadline& deadline = ruleset_->deadlines[idx(index)];
    DeadlineInput input{span(deadline.from).at(i), dates_.fact, dates_.knowledge, Span::unknown(),
                        Truth::no};
    if (deadline.key != kNone) input.key = span(deadline.key).at(i);
    for (const Index op : ruleset_.ints(deadline.tolling)) {
      input.tolled = either(input.tolled, truth_at(op, i));
    }
    return input;
  }

  std::uint64_t mark_of(Index index, std::size_t i) {
    const Due d = dues_.due(index, due_input(index, i));
    std::uint64_t mark = mixed(static_cast<std::uint64_t>(d.tolled), d.missing_year);
    for (const auto& date : {d.safe, d.nominal, d.latest}) {
      mark = mixed(mark, date.value_or(kLowest));
    }
    return mark;
  }

  void mark_deadline(Index deadline, std::span<std::uint64_t> marks) {
    for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = mark_of(deadline, i);
  }

  void truth_op(const Op& op, TruthColumn& out) {
    switch (op.kind) {
      case OpKind::is_true: {
        const SpanColumn& a = span(op.a);
        return each_truth(out, [&](std::size_t i) { return truth_of(a.at(i)); });
      }
      case OpKind::less: {
        const SpanColumn &a = span(op.a), &b = span(op.b);
        return each_truth(out, [&](std::size_t i) { return less(a.at(i), b.at(i)); });
      }
      case OpKind::less_equal: {
        const SpanColumn &a = span(op.a), &b = span(op.b);
        return each_truth(out, [&](std::size_t i) { return less_or_equal(a.at(i), b.at(i)); });
      }
      case OpKind::equal: {
        const SpanColumn &a = span(op.a), &b = span(op.b);
        return each_truth(out, [&](std::size_t i) { return equal(a.at(i), b.at(i)); });
      }
      case OpKind::one_of: {
        const SpanColumn& a = span(op.a);
        const auto values = ruleset_.ints(op.args);
        return each_truth(out, [&](std::size_t i) { return one_of(a.at(i), values); });
      }
      case OpKind::within: {
        const SpanColumn& a = span(op.a);
        return each_truth(out, [&](std::size_t i) { return within(a.at(i), op.b); });
      }
      case OpKind::negation:
        out.yes = truth(op.a).no;
        out.no = truth(op.a).yes;
        return;
      default:
        return join(op, out);
    }
  }

  void join(const Op& op, TruthColumn& out) {
    const bool all = op.kind == OpKind::conjunction;
    out.yes.fill(all ? ~std::uint64_t{0} : 0);
    out.no.fill(all ? 0 : ~std::uint64_t{0});
    for (const Index input : ruleset_.ints(op.args)) {
      const TruthColumn& one = truth(input);
      for (std::size_t w = 0; w < kWords; ++w) {
        out.yes[w] = all ? out.yes[w] & one.yes[w] : out.yes[w] | one.yes[w];
        out.no[w] = all ? out.no[w] | one.no[w] : out.no[w] & one.no[w];
      }
    }
  }

  struct Word {
    std::uint64_t yes;
    std::uint64_t no;
    std::uint64_t open() const { return ~(yes | no); }
  };
  Word op_word(Index op, std::size_t w) const { return {truth(op).yes[w], truth(op).no[w]}; }
  Word node_word(Index node, std::size_t w) const {
    return op_word(ruleset_->nodes[idx(node)].op, w);
  }

  // The sets of verdict.h's may bits, as words.
  struct MayWords {
    std::uint64_t indicated = 0;
    std::uint64_t blocked = 0;
    std::uint64_t lawyer = 0;
    std::uint64_t not_indicated = 0;
    std::uint64_t suspended = 0;
  };

  // effects_of, 64 cases at a time: `going` are those whose lower priorities still count.
  MayWords effects(const Rule& rule, std::size_t w) const {
    const auto rows = Ruleset::of(ruleset_->exceptions, rule.exceptions);
    MayWords out;
    std::uint64_t going = ~std::uint64_t{0};
    for (std::size_t i = 0; i < rows.size();) {
      const std::int32_t priority = rows[i].priority;
      std::array<Word, 3> effect{};  // by Effect: sure in yes, open in no
      for (; i < rows.size() && rows[i].priority == priority; ++i) {
        const Word word = node_word(rows[i].node, w);
        Word& into = effect[static_cast<std::size_t>(rows[i].effect)];
        into.yes |= word.yes;
        into.no |= word.open();
      }
      const auto several = [](std::uint64_t a, std::uint64_t b, std::uint64_t c) {
        return (a & b) | (a & c) | (b & c);
      };
      const auto any = [&](std::size_t e) { return effect[e].yes | effect[e].no; };
      const std::uint64_t clash = several(effect[0].yes, effect[1].yes, effect[2].yes);
      const std::uint64_t may_clash = several(any(0), any(1), any(2));
      const std::uint64_t counted = going & ~clash;
      out.lawyer |= going & (clash | may_clash);
      out.blocked |= counted & any(0);
      out.lawyer |= counted & any(1);
      out.indicated |= counted & any(2);
      going &= ~(effect[0].yes | effect[1].yes | effect[2].yes);
    }
    out.indicated |= going;
    return out;
  }

  void judge_word(Index index, std::size_t w, std::size_t out_word, Outcomes& outcomes) const {
    const Rule& rule = ruleset_->rules[idx(index)];
    const Word scope = rule.scope == kNone ? Word{~std::uint64_t{0}, 0} : node_word(rule.scope, w);
    const Word holds = node_word(rule.node, w);
    const Word live = op_word(rule.live, w);
    const Word untouched = op_word(rule.untouched, w);
    const MayWords effect = effects(rule, w);
    const std::uint64_t effective = ~live.no & ~untouched.no & ~holds.no;
    MayWords m;
    m.indicated = effective & effect.indicated;
    m.blocked = effective & effect.blocked;
    m.lawyer = (effective & effect.lawyer) | (~live.no & ~untouched.yes);
    m.suspended = ~live.yes;
    m.not_indicated = scope.open() | (~holds.yes & ~live.no);
    const std::uint64_t touched = live.yes & untouched.no & scope.yes;
    m.not_indicated &= ~touched;
    decide(rule, m, scope.no,
           [&](int bit, std::uint64_t word) { outcomes.word(index, bit, out_word) = word; });
  }

  // outcome_of and the caps, 64 cases at a time.
  template <class Put>
  void decide(const Rule& rule, const MayWords& m, std::uint64_t out_of_scope,
              const Put& put) const {
    const std::uint64_t others = m.blocked | m.lawyer | m.not_indicated | m.suspended;
    std::array<std::uint64_t, kOutcomes> is{};
    const auto set = [&](Outcome outcome, std::uint64_t word) {
      is[static_cast<std::size_t>(outcome)] = word;
    };
    std::uint64_t rest = ~out_of_scope;
    const auto take = [&](Outcome outcome, std::uint64_t word) {
      set(outcome, rest & word);
      rest &= ~word;
    };
    take(Outcome::possible, m.indicated & others);
    take(Outcome::indicated, m.indicated);
    take(Outcome::needs_lawyer, m.lawyer);
    take(Outcome::blocked, m.blocked);
    take(Outcome::norm_suspended, m.suspended);
    set(Outcome::not_indicated, rest | out_of_scope);
    const bool lapsed = dates_.knowledge > rule.review_by;
    if (lapsed || is_weak(rule.grade)) {
      const std::uint64_t kept =
          out_of_scope | (lapsed ? 0 : is[static_cast<std::size_t>(Outcome::norm_suspended)]);
      for (std::uint64_t& word : is) word &= kept;
      is[static_cast<std::size_t>(Outcome::needs_lawyer)] |= ~kept;
    }
    for (int bit = 0; bit < 3; ++bit) {
      std::uint64_t word = 0;
      for (std::size_t o = 0; o < kOutcomes; ++o) {
        if ((o >> bit & 1) != 0) word |= is[o];
      }
      put(bit, word);
    }
  }

  const Ruleset& ruleset_;
  const std::vector<Op>& ops_;
  Dates dates_;
  const Wanted& wanted_;
  std::vector<std::size_t> place_;
  std::vector<SpanColumn> spans_;
  std::vector<TruthColumn> truths_;
  std::vector<char> uniform_;
  std::vector<std::size_t> read_;
  DueCounts dues_;
  const Columns::Block* block_ = nullptr;
};

}  // namespace

Columns::Columns(const Ruleset& ruleset, const Dates& dates)
    : ruleset_(ruleset), dates_(dates), unknown_(ruleset->slots.size()) {
  fill_slots(ruleset, {}, dates, unknown_);
}

void Columns::add(const Facts& facts) {
  const std::size_t row = size_ % kBlock;
  if (row == 0) {
    Block block;
    block.lo.resize(unknown_.size() * kBlock);
    block.hi.resize(unknown_.size() * kBlock);
    for (std::size_t slot = 0; slot < unknown_.size(); ++slot) {
      const auto first = static_cast<std::ptrdiff_t>(slot * kBlock);
      std::fill_n(block.lo.begin() + first, kBlock, unknown_[slot].lo);
      std::fill_n(block.hi.begin() + first, kBlock, unknown_[slot].hi);
    }
    blocks_.push_back(std::move(block));
  }
  Block& block = blocks_.back();
  each_known_slot(ruleset_, facts, dates_, [&](Index slot, Span span) {
    block.lo[idx(slot) * kBlock + row] = span.lo;
    block.hi[idx(slot) * kBlock + row] = span.hi;
  });
  ++size_;
}

std::vector<Span> Columns::row(std::size_t index) const {
  const Block& block = blocks_[index / kBlock];
  std::vector<Span> slots(unknown_.size());
  for (std::size_t slot = 0; slot < slots.size(); ++slot) {
    const std::size_t at = slot * kBlock + index % kBlock;
    slots[slot] = {block.lo[at], block.hi[at]};
  }
  return slots;
}

Wanted Wanted::everything(const Ruleset& ruleset) {
  return {std::vector<char>(ruleset->rules.size(), 1),
          std::vector<char>(ruleset->deadlines.size(), 1)};
}

Outcomes::Outcomes(const Wanted& wanted, std::size_t cases)
    : cases_(cases), words_((cases + 63) / 64) {
  const auto number = [](const std::vector<char>& wanted_ones, std::vector<std::size_t>& rows) {
    std::size_t next = 0;
    for (const char one : wanted_ones) rows.push_back(one != 0 ? next++ : SIZE_MAX);
    return next;
  };
  planes_.resize(number(wanted.rules, plane_row_) * 3 * words_);
  marks_.resize(number(wanted.deadlines, mark_row_) * cases);
}

Outcome Outcomes::at(Index rule, std::size_t index) const {
  AMPARO_CHECK(plane_row_[idx(rule)] != SIZE_MAX);
  unsigned code = 0;
  for (int bit = 0; bit < 3; ++bit) {
    code |= static_cast<unsigned>(word(rule, bit, index / 64) >> (index % 64) & 1) << bit;
  }
  return static_cast<Outcome>(code);
}

Outcomes evaluate_columns(const Ruleset& ruleset, const Columns& columns) {
  return evaluate_columns(ruleset, columns, Wanted::everything(ruleset));
}

Outcomes evaluate_columns(const Ruleset& ruleset, const Columns& columns, const Wanted& wanted) {
  Outcomes outcomes(wanted, columns.size());
  BlockRun run(ruleset, columns.dates(), wanted);
  for (std::size_t b = 0; b < columns.blocks().size(); ++b) {
    run.run(columns.blocks()[b], b * Columns::kBlock, outcomes);
  }
  return outcomes;
}

}  // namespace law
