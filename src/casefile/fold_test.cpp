// The fold does not depend on the order of arrival, and a withdrawal is never lost. The same body
// must catch a fold by arrival and a consent where the last writer wins.
#include "casefile/fold.h"

#include <functional>
#include <map>

#include <doctest/doctest.h>

#include "casefile/test_world.h"

namespace casefile {
namespace {

using testing::World;

constexpr int kHistories = 120;
constexpr int kOrders = 10;  // 1,200 arrival orders in all

// What a fold makes of batches as they arrive: a digest, and the consent states it would show.
struct Outcome {
  std::string digest;
  std::map<base::RecordId, std::string> consent;
};
using FoldUnderTest = std::function<Outcome(const std::vector<Authored>&)>;

// Nobody in this world has a decision to loosen anything, so a consent once withdrawn, by anyone,
// must show as withdrawn. Told from the batches alone.
std::map<base::RecordId, bool> withdrawn_by_anyone(const std::vector<Authored>& batches) {
  std::map<base::RecordId, bool> out;
  for (const Authored& authored : batches) {
    for (const Op& op : authored.batch.ops) {
      if (op.type == known::consent::kType && op.field == known::consent::kState &&
          op.value == codec::Value("withdrawn")) {
        out[op.record] = true;
      }
    }
  }
  return out;
}

// The seed of the first history for which the fold breaks a promise, else nothing.
std::optional<std::uint64_t> first_broken(const FoldUnderTest& fold_it) {
  for (std::uint64_t seed = 1; seed <= kHistories; ++seed) {
    World world(seed);
    const std::vector<Authored>& written = world.run(30);
    const Outcome expected = fold_it(written);
    for (const auto& [record, yes] : withdrawn_by_anyone(written)) {
      const auto shown = expected.consent.find(record);
      if (shown == expected.consent.end() || shown->second != "withdrawn") return seed;
    }
    for (int i = 0; i < kOrders; ++i) {
      if (fold_it(world.shuffled()).digest != expected.digest) return seed;
    }
  }
  return std::nullopt;
}

Outcome outcome_of(const Folded& folded) {
  Outcome out{testing::digest(folded), {}};
  for (const FoldedRecord* consent : folded.of_type(known::consent::kType)) {
    out.consent[consent->id] = std::string(consent->text(known::consent::kState));
  }
  return out;
}

Outcome real_fold(const std::vector<Authored>& batches, const Catalogue& catalogue) {
  History history(base::Compartment::control);
  for (const Authored& authored : batches) history.add(authored);
  return outcome_of(fold(history, catalogue, Control()));
}

// The default catalogue, but the consent's state goes to the last writer.
Catalogue last_writer_wins() {
  const pack::Pack& pack = pack::embedded();
  codec::Value records = codec::decode(pack.section("records").value()).value();
  codec::Value::Array rows = *records.find("frozen")->as_array();
  for (codec::Value& row : rows) {
    if (*row.find("type") == codec::Value(20) && *row.find("field") == codec::Value(1)) {
      row.set("rule", codec::Value(static_cast<int>(Rule::replace_with_conflict)));
    }
  }
  records.set("frozen", codec::Value::array(rows));
  return Catalogue::load(codec::encode(records), pack.section("codes").value(),
                         pack.section("retention").value())
      .value();
}

TEST_CASE("1,200 arrival orders of random concurrent histories fold to one digest each") {
  const auto broken = first_broken(
      [](const std::vector<Authored>& b) { return real_fold(b, testing::catalogue()); });
  CHECK_MESSAGE(!broken, "seed " << broken.value_or(0));
}

TEST_CASE("control: last writer wins on consent is caught") {
  testing::catalogue();
  const Catalogue wrong = last_writer_wins();
  CHECK(first_broken([&](const std::vector<Authored>& b) { return real_fold(b, wrong); }));
}

TEST_CASE("control: a fold by order of arrival is caught") {
  const auto by_arrival = [](const std::vector<Authored>& batches) {
    std::map<std::pair<base::RecordId, std::uint32_t>, std::map<std::uint32_t, codec::Value>> state;
    for (const Authored& authored : batches) {
      for (const Op& op : authored.batch.ops) state[{op.record, op.type}][op.field] = op.value;
    }
    Outcome out;
    codec::Value::Array image;
    for (const auto& [key, fields] : state) {
      for (const auto& [field, value] : fields) {
        image.push_back(value);
        if (key.second == known::consent::kType && field == known::consent::kState) {
          // Only the order is on trial here: grant it the right consent.
          out.consent[key.first] = "withdrawn";
        }
      }
    }
    out.digest = base::to_hex(codec::encode(codec::Value::array(std::move(image))));
    return out;
  };
  CHECK(first_broken(by_arrival));
}

TEST_CASE("a capsule folds as the history it came from") {
  World world(77);
  History history(base::Compartment::control);
  for (const Authored& authored : world.run(60)) history.add(authored);
  const History back = History::decode(history.encode()).value();
  CHECK(testing::digest(fold(back, testing::catalogue(), Control())) ==
        testing::digest(fold(history, testing::catalogue(), Control())));
}

TEST_CASE("what one node says twice under one stamp, or dates back, is held and counts once") {
  History history(base::Compartment::ops);
  testing::Writer writer(history, 1, testing::kWorldStart);
  writer.write(testing::record(1), "task", "title", "Uno");
  const auto forged = [&](std::uint64_t ms, std::uint64_t seq, std::string_view text) {
    Authored authored = history.batches().front();
    authored.seq = seq;
    authored.batch.hlc = {ms, 0};
    authored.batch.ops[0].value = codec::Value(text);
    history.add(authored);
  };
  forged(testing::kWorldStart, 2, "Otra cosa");
  forged(testing::kWorldStart - 5000, 3, "Antes");
  const Folded folded = fold(history, testing::catalogue(), Control());
  REQUIRE(folded.held.size() == 2);
  CHECK(folded.held[0].why == Held::backdated);
  CHECK(folded.held[1].why == Held::twice_stamped);
  CHECK(folded.records[0].text(1) == "Uno");
}

TEST_CASE("an op in another compartment, of another rule or shape, is held and not shown") {
  History history(base::Compartment::ops);
  testing::Writer writer(history, 1, testing::kWorldStart);
  const base::RecordId task = testing::record(1);
  writer.write(task, "legal_matter", "decision", "x");  // lives in `legal`
  Op add = testing::Writer::make(OpKind::add, task, "task", 1);
  add.value = codec::Value("x");
  writer.op(add);
  writer.write(task, "task", "title", codec::Value(5));
  const Folded folded = fold(history, testing::catalogue(), Control());
  REQUIRE(folded.held.size() == 3);
  CHECK(folded.held[0].why == Held::wrong_compartment);
  CHECK(folded.held[1].why == Held::wrong_op);
  CHECK(folded.held[2].why == Held::bad_value);
}

TEST_CASE("the history gives the timeline, and undo is a later write of the former value") {
  History history(base::Compartment::ops);
  testing::Writer writer(history, 1, testing::kWorldStart);
  const Stamp first = writer.write(testing::record(1), "task", "title", "Bien");
  const Stamp wrong = writer.write(testing::record(1), "task", "title", "Mal", {first});
  writer.write(testing::record(2), "task", "title", "Otra");
  const std::vector<Change> changes = history.changes(testing::record(1));
  REQUIRE(changes.size() == 2);
  CHECK(changes[1].stamp == wrong);
  writer.write(testing::record(1), "task", "title", changes[0].op->value, {wrong});
  const Folded folded = fold(history, testing::catalogue(), Control());
  CHECK(folded.find(testing::record(1), 9)->text(1) == "Bien");
  CHECK(history.changes(testing::record(1)).size() == 3);
}

}  // namespace
}  // namespace casefile
