#include "desk/custody.h"

#include "casefile/instant.h"
#include "casefile/known.h"
#include "desk/test_world.h"

namespace {

using casefile::SignatureVerdict;
using desk_test::kNow;
using desk_test::Value;
using desk_test::World;

// An invented tape that Marta hands to Omar; both monitor.
struct Tape : World {
  Tape() {
    add("marta", "monitor");
    add("omar", "monitor");
    REQUIRE(as("marta", [&](const desk::Session& session) {
      return desk::admit(house(), session, "omar", "monitoring");
    }));
    desk->lock("");  // the keys of the new team come with the next log-in
    id = new_case();
    const auto made = change("marta", id,
                             {{"custody_event",
                               std::nullopt,
                               {{"item", "Una cinta"},
                                {"event", "transferred_out"},
                                {"at", casefile::make_instant(kNow)},
                                {"from", "Marta"},
                                {"to", "Omar"}}}});
    REQUIRE(made);
    record = made->records.front();
  }

  void edit(const std::string& user, const desk::FieldEdit& field) {
    clock.advance(1000);
    REQUIRE(change(user, id, {{"custody_event", record, {field}}}));
  }
  // What of each signature holds, in the order of signing.
  std::vector<SignatureVerdict> verdicts() {
    const auto view = read("omar", id);
    REQUIRE(view);
    const std::vector<desk::CustodyStep> steps = desk::custody_of(house(), *view);
    REQUIRE(steps.size() == 1);
    std::vector<SignatureVerdict> out;
    for (const desk::CustodySigner& signer : steps[0].signers) out.push_back(signer.verdict);
    CHECK(steps[0].attested() == (std::ranges::find(out, SignatureVerdict::good) != out.end()));
    return out;
  }

  base::CaseId id = base::CaseId::none();
  base::RecordId record = base::RecordId::none();
};

using Verdicts = std::vector<SignatureVerdict>;
constexpr auto kGood = SignatureVerdict::good;
constexpr auto kInvalid = SignatureVerdict::invalid;

}  // namespace

TEST_CASE("a hand-over is signed by who gives and by who confirms") {
  Tape tape;
  CHECK(tape.verdicts() == Verdicts{kGood});
  tape.edit("omar", {"confirmation", "Recibí la cinta con el sello entero."});
  CHECK(tape.verdicts() == Verdicts{kGood, kGood});
  // Once is enough: what she signed already says the same.
  tape.edit("omar", {"confirmation", "Y su caja."});
  CHECK(tape.verdicts() == Verdicts{kGood, kGood});
}

TEST_CASE(
    "a step that is changed loses the signatures over what it said, and keeps who changed it") {
  Tape tape;
  tape.edit("omar", {"confirmation", "Recibí la cinta."});
  tape.edit("omar", {"to", "Nadie"});
  CHECK(tape.verdicts() == Verdicts{kInvalid, kInvalid, kGood});
}

TEST_CASE("a step that a node writes by itself is nobody's") {
  Tape tape;
  auto view = tape.read("marta", tape.id);
  REQUIRE(view);
  const auto decided = desk::decide(
      tape.house().catalogue(), *view,
      {{"custody_event",
        std::nullopt,
        {{"item", "Una cinta"}, {"event", "destroyed"}, {"at", casefile::make_instant(kNow + 1)}}}},
      base::system_random());
  REQUIRE(decided);
  casefile::Batch batch;
  batch.hlc = {static_cast<std::uint64_t>(kNow), 99};
  batch.ops = decided->operations.at(base::Compartment::testimony);
  view->apply(base::Compartment::testimony, {tape.house().identity().node, UINT64_MAX, batch},
              tape.house());
  const std::vector<desk::CustodyStep> steps = desk::custody_of(tape.house(), *view);
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].attested());
  CHECK_FALSE(steps[1].attested());
  CHECK(steps[1].signers.empty());
}
