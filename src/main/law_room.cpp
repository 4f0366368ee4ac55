#include "main/law_room.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/hash.h"
#include "pack/embedded.h"

namespace cli {

namespace {

[[noreturn]] void no_law() {
  throw base::Fault(base::Code::internal, "the pack carries no law");
}

}  // namespace

const law::Answer* CaseLaw::answer(law::Index rule) const {
  const auto found = std::ranges::find(screening.answers, rule, &law::Answer::rule);
  return found == screening.answers.end() ? nullptr : &*found;
}

LawRoom::LawRoom(desk::House& house) : house_(house) {
  const auto law = pack::embedded().section("law");
  const auto facts = pack::embedded().section("facts/from-records");
  if (!law || !facts) no_law();
  auto set = law_set_of(*law);
  const auto section = codec::decode(*facts);
  if (!set || !section) no_law();
  auto mapping = screening::Mapping::load(*section);
  if (!mapping) no_law();
  mapping_ = std::move(*mapping);
  own_ = std::make_shared<const LawSet>(std::move(*set));
}

std::shared_ptr<const LawSet> LawRoom::in_force() const {
  const std::string hash = adopted_law(house_);
  const std::lock_guard lock(mutex_);
  if (hash.empty() || hash == own_->hash) return own_;
  if (adopted_ && adopted_->hash == hash) return adopted_;
  auto set = stored_law(house_, hash);
  // Damaged, or signed by somebody who has the legal role no more: the program's own law holds.
  if (!set) return own_;
  adopted_ = std::make_shared<const LawSet>(std::move(*set));
  return adopted_;
}

std::string LawRoom::unread() const {
  const std::string hash = adopted_law(house_);
  return hash.empty() || in_force()->hash == hash ? "" : hash;
}

law::Day LawRoom::today() const {
  return static_cast<law::Day>(house_.clock().now_ms() / (24LL * 60 * 60 * 1000));
}

screening::Gathered LawRoom::facts(const desk::CaseView& view, const law::Ruleset& ruleset) const {
  std::vector<const casefile::Folded*> compartments;
  for (const base::Compartment one : base::kCompartments) {
    if (const casefile::Folded* folded = view.folded(one)) compartments.push_back(folded);
  }
  return screening::gather(mapping_, ruleset, {house_.catalogue(), std::move(compartments)});
}

CaseLaw LawRoom::judge(const desk::CaseView& view) const {
  return judge_on(view, today());
}

CaseLaw LawRoom::judge_on(const desk::CaseView& view, law::Day day) const {
  return judge(view, in_force(), {day, day, today()});
}

CaseLaw LawRoom::judge(const desk::CaseView& view, std::shared_ptr<const LawSet> set,
                       const law::Dates& dates) const {
  screening::Gathered gathered = facts(view, set->ruleset);
  base::Result<law::Bound> bound =
      law::bind_facts(set->ruleset, gathered.facts, dates, law::Strictness::skip_unknown_atoms);
  // What gather gives is of the atoms' types.
  AMPARO_CHECK(bound.has_value());
  law::Screening screening = law::screen(set->ruleset, *bound, law::Reach::both);
  return {std::move(set), std::move(gathered), std::move(*bound), std::move(screening)};
}

law::Screening LawRoom::suppose(const CaseLaw& now, law::Index atom,
                                const law::Value& value) const {
  const law::Ruleset& ruleset = now.law->ruleset;
  law::Facts facts = now.gathered.facts;
  law::Fact fact;
  fact.atom = ruleset.text(ruleset->atoms[static_cast<std::size_t>(atom)].id);
  fact.value = value;
  facts.push_back(std::move(fact));
  const auto bound =
      law::bind_facts(ruleset, facts, now.screening.dates, law::Strictness::skip_unknown_atoms);
  return bound ? law::screen(ruleset, *bound, law::Reach::both) : now.screening;
}

std::string facts_hash(const CaseLaw& now) {
  const base::Bytes facts = law::canonical_bytes(now.gathered.facts, now.screening.dates);
  return base::to_hex(crypto::blake2b("amparo/law/1", {facts}));
}

bool is_open_duty(const CaseLaw& now, const law::Answer& answer) {
  const law::Ruleset& ruleset = now.law->ruleset;
  const law::Rule& rule = ruleset->rules[static_cast<std::size_t>(answer.rule)];
  if (rule.kind != law::Kind::duty || answer.verdict.uncapped != law::Outcome::indicated) {
    return false;
  }
  if (std::ranges::find(now.gathered.fulfilled, ruleset.text(rule.id)) !=
      now.gathered.fulfilled.end()) {
    return false;
  }
  if (rule.fulfilled_by == law::kNone) return true;
  const law::Index atom = rule.fulfilled_by;
  const std::string_view id = ruleset.text(ruleset->atoms[static_cast<std::size_t>(atom)].id);
  return std::ranges::none_of(now.gathered.facts, [&](const law::Fact& fact) {
    if (fact.atom != id) return false;
    const law::Value::Kind kind = fact.value.kind();
    const bool no = kind == law::Value::Kind::truth && fact.value.span() == law::Span::of(0);
    return !no && kind != law::Value::Kind::none && kind != law::Value::Kind::unknown;
  });
}

}  // namespace cli
