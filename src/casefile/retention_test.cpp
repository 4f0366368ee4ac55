#include "casefile/retention.h"

#include <doctest/doctest.h>

#include "casefile/test_support.h"

namespace casefile {
namespace {

using testing::record;
using testing::Writer;

constexpr base::UtcMs kNow = 1'770'000'000'000;

struct Scene {
  History control{base::Compartment::control};
  Writer home{control, 1, static_cast<std::uint64_t>(kNow)};
  Control judged() const {
    return {base::CaseId::none(), control, testing::catalogue(), {}, testing::trusts_all()};
  }
};

bool says(const RetentionAnswer& answer, KeepReason reason) {
  return std::find(answer.reasons.begin(), answer.reasons.end(), reason) != answer.reasons.end();
}

TEST_CASE("ten years from closure, to the day, and a person still decides") {
  const Scene scene;
  const Control control = scene.judged();
  const auto ask = [&](const RetentionFacts& facts, base::UtcMs now_ms) {
    return may_shred(testing::catalogue(), "child_file", control.state(), facts, now_ms);
  };
  CHECK(says(ask({}, kNow), KeepReason::not_closed));
  RetentionFacts facts;
  facts.closed_ms = kNow;
  const base::UtcMs end = add_months(kNow, 120);
  CHECK(says(ask(facts, end - 1), KeepReason::not_yet));
  CHECK(ask(facts, end - 1).until_ms == end);
  const RetentionAnswer over = ask(facts, end);
  CHECK(over.may_shred);
  CHECK(over.needs_review);
}

TEST_CASE("without a birth date nobody knows when she comes of age: a person must decide") {
  const Scene scene;
  const Control control = scene.judged();
  RetentionFacts facts;
  facts.closed_ms = kNow;
  const auto answer =
      may_shred(testing::catalogue(), "until_adult", control.state(), facts, add_months(kNow, 999));
  CHECK_FALSE(answer.may_shred);
  CHECK(says(answer, KeepReason::unknown_start));
  CHECK(says(may_shred(testing::catalogue(), "no_such", control.state(), facts, kNow),
             KeepReason::unknown_schedule));
}

TEST_CASE("a legal hold goes before every schedule, also for the shredding of one record") {
  Scene scene;
  RetentionFacts facts;
  facts.closed_ms = kNow;
  scene.home.write(record(1), "hold", "state", "active");
  const Control held = scene.judged();
  const auto answer =
      may_shred(testing::catalogue(), "child_file", held.state(), facts, add_months(kNow, 500));
  CHECK_FALSE(answer.may_shred);
  CHECK(says(answer, KeepReason::legal_hold));

  History ops(base::Compartment::ops);
  Writer writer(ops, 1, kNow + 1000);
  writer.write(record(7), "task", "title", "Llamar");
  writer.op(Writer::make(OpKind::shred, record(7), "task", 0));
  const Folded kept = fold(ops, testing::catalogue(), held);
  CHECK(kept.held.front().why == Held::under_hold);
  CHECK(kept.find(record(7), 9)->text(1) == "Llamar");

  const Folded gone = fold(ops, testing::catalogue(), Control());
  CHECK(gone.find(record(7), 9)->shredded);
  CHECK(gone.find(record(7), 9)->fields.empty());
}

TEST_CASE("a hold on one record leaves the others free") {
  Scene scene;
  scene.home.write(record(1), "hold", "state", "active");
  scene.home.write(record(1), "hold", "record", testing::reference(record(7)));
  const Control control = scene.judged();
  CHECK(control.under_hold(record(7), {kNow + 5000, 0}));
  CHECK_FALSE(control.under_hold(record(8), {kNow + 5000, 0}));
  CHECK_FALSE(control.under_hold(record(7), {kNow - 5000, 0}));  // before it began
}

TEST_CASE("what was shredded is forgotten by the capsule; that it was there is not") {
  History ops(base::Compartment::ops);
  Writer writer(ops, 1, kNow);
  writer.write(record(7), "task", "title", "Un secreto");
  writer.write(record(8), "task", "title", "Otra cosa");
  writer.op(Writer::make(OpKind::shred, record(7), "task", 0));
  const std::string before = testing::digest(fold(ops, testing::catalogue(), Control()));
  ops.forget(record(7));
  CHECK(base::as_text(ops.encode()).find("Un secreto") == std::string_view::npos);
  CHECK(base::as_text(ops.encode()).find("Otra cosa") != std::string_view::npos);
  CHECK(testing::digest(fold(ops, testing::catalogue(), Control())) == before);
}

TEST_CASE("consents, grants and holds are not shredded one by one") {
  Scene scene;
  scene.home.write(record(1), "consent", "state", "given");
  scene.home.op(Writer::make(OpKind::shred, record(1), "consent", 0));
  const Control control = scene.judged();
  CHECK(control.state().held.front().why == Held::wrong_op);
  CHECK(control.state().find(record(1), known::consent::kType)->text(1) == "given");
}

TEST_CASE("months: the last day where there is no such day") {
  constexpr base::UtcMs kDay = 24LL * 3600 * 1000;
  const base::UtcMs jan_31_2024 = 19'753 * kDay + 12'345;
  CHECK(add_months(jan_31_2024, 1) == (19'753 + 29) * kDay + 12'345);  // 29 February
  CHECK(add_months(jan_31_2024, 12) == (19'753 + 366) * kDay + 12'345);
}

}  // namespace
}  // namespace casefile
