// Random concurrent histories: three nodes edit one case file offline, meet now and then, and what
// they wrote arrives elsewhere in any order. For the tests of the fold.
#pragma once

#include <algorithm>
#include <vector>

#include "base/seams.h"
#include "casefile/test_support.h"

namespace casefile::testing {

inline constexpr std::uint64_t kWorldStart = 1'760'000'000'000;

// What a node may write in the random world: a field, its type and some values.
struct Choice {
  std::string_view type;
  std::string_view field;
  std::vector<codec::Value> values;
};

inline const std::vector<Choice>& control_choices() {
  static const std::vector<Choice> choices = {
      {"consent", "state", {"given", "asked", "refused", "withdrawn"}},
      {"consent",
       "purposes",
       {codes({"asylum"}), codes({"asylum", "education"}), codes({"education"})}},
      {"consent", "valid_until", {make_instant(1000), make_instant(2000), codec::Value()}},
      {"consent", "withdrawal_words", {"Ya no quiero.", "Mejor no."}},
      {"case_file",
       "worker",
       {codec::Value::bytes(id<base::UserId>(1).bytes()),
        codec::Value::bytes(id<base::UserId>(2).bytes())}},
      {"location_secrecy", "level", {"care_team", "named_people", "secret"}},
      {"grant",
       "nodes",
       {codec::Value::bytes(node(8).bytes()), codec::Value::bytes(node(9).bytes())}},
      {"privacy_request", "state", {"received", "in_review", "answered", "carried_out"}},
  };
  return choices;
}

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    for (std::uint8_t n = 1; n <= kNodes; ++n) {
      seen_.push_back(History(base::Compartment::control));
      clock_.push_back(kWorldStart);
      seq_.push_back(0);
    }
  }

  // Everything written, in the order of writing.
  const std::vector<Authored>& run(int steps) {
    for (int i = 0; i < steps; ++i) {
      const std::size_t n = random_.below(kNodes);
      if (random_.below(4) == 0) {
        meet(n, random_.below(kNodes));
      } else {
        write(n);
      }
    }
    return all_;
  }

  // The same batches in another order, some of them twice.
  std::vector<Authored> shuffled() {
    std::vector<Authored> order = all_;
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random_.below(i)]);
    const std::size_t twice = random_.below(order.size());
    order.push_back(order[twice]);
    return order;
  }

 private:
  static constexpr std::size_t kNodes = 3;

  void meet(std::size_t a, std::size_t b) {
    for (const Authored& authored : seen_[b].batches()) seen_[a].add(authored);
    clock_[a] = std::max(clock_[a], clock_[b]);
  }

  void write(std::size_t n) {
    Batch batch;
    clock_[n] += 1 + random_.below(3);  // nodes often write in the same millisecond
    batch.hlc = {clock_[n], 0};
    batch.user = id<base::UserId>(static_cast<std::uint8_t>(n + 1));
    const std::size_t ops = 1 + random_.below(3);
    const Folded state = fold(seen_[n], catalogue(), Control());
    for (std::size_t i = 0; i < ops; ++i) batch.ops.push_back(random_op(state));
    const Authored authored{node(static_cast<std::uint8_t>(n + 1)), ++seq_[n], std::move(batch)};
    seen_[n].add(authored);
    all_.push_back(authored);
  }

  Op random_op(const Folded& state) {
    const Choice& choice = control_choices()[random_.below(control_choices().size())];
    const RecordType* type = catalogue().type(choice.type);
    const Field* field = type->field(choice.field);
    const base::RecordId about = record(static_cast<std::uint8_t>(1 + random_.below(2)));
    Op op = Writer::make(op_kind_for(field->fold), about, choice.type, field->number);
    op.value = choice.values[random_.below(choice.values.size())];
    const FoldedRecord* known = state.find(about, type->number);
    const FoldedField* folded = known == nullptr ? nullptr : known->field(field->number);
    if (folded == nullptr || folded->heads.empty() || random_.below(8) == 0) return op;
    op.base = folded->heads;
    if (field->fold.rule == Rule::add_remove_set) {
      op.base = {folded->heads[random_.below(folded->heads.size())]};
      if (random_.below(2) == 0) op.kind = static_cast<std::uint32_t>(OpKind::remove);
    }
    return op;
  }

  base::SeededRandom random_;
  std::vector<History> seen_;
  std::vector<std::uint64_t> clock_;
  std::vector<std::uint64_t> seq_;
  std::vector<Authored> all_;
};

}  // namespace casefile::testing
