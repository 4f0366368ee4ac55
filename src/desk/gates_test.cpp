#include "desk/gates.h"

#include "desk/test_world.h"
#include "pack/embedded.h"

namespace {

using base::Code;
using base::Compartment;
using desk::RecordEdit;
using desk_test::Value;
using desk_test::World;

Code code_of(const base::Result<desk::Saved>& result) {
  return result ? Code::internal : result.error().code;
}

struct Planned : World {
  Planned() : id(new_case()) { add("carmen", "coordinator"); }

  base::RecordId write(const std::string& user, const RecordEdit& edit) {
    const auto made = change(user, id, {edit});
    REQUIRE(made);
    return made->records.front();
  }
  base::Result<desk::Saved> close(const std::string& user = "ines") {
    return change(user, id, {{"case_file", std::nullopt, {{"step", "closed"}}}});
  }
  std::string step() {
    const auto view = read("ines", id);
    REQUIRE(view);
    const casefile::RecordType& type = *house().catalogue().type("case_file");
    const casefile::FoldedRecord* cover = nullptr;
    for (const casefile::FoldedRecord* one : view->folded(Compartment::ops)->of_type(type.number)) {
      cover = one;
    }
    return cover == nullptr ? "" : std::string(cover->text(type.field("step")->number));
  }
  std::size_t tasks() {
    const auto view = read("ines", id);
    REQUIRE(view);
    return view->folded(Compartment::ops)->of_type(house().catalogue().type("task")->number).size();
  }
  base::RecordId safety_goal() {
    const base::RecordId plan = write("ines", {"plan", std::nullopt, {{"title", "Plan"}}});
    return write("ines", {"goal",
                          std::nullopt,
                          {{"plan", Value::bytes(plan.bytes())},
                           {"title", "Que nadie la busque"},
                           {"safety", Value(true)}}});
  }

  base::CaseId id;
};

}  // namespace

TEST_CASE("a case closes with its closure, and not over open safety goals without a reason") {
  Planned child;
  CHECK(code_of(child.close()) == Code::closure_missing);
  const base::RecordId goal = child.safety_goal();
  const base::RecordId closure =
      child.write("ines", {"closure", std::nullopt, {{"reason", "reunified"}}});
  const auto refused = child.close();
  CHECK(code_of(refused) == Code::safety_goals_open);
  CHECK(refused.error().details.front().second == "1");
  CHECK(child.step() != "closed");  // nothing of the save was written

  SUBCASE("settled") {
    child.write("ines", {"goal", goal, {{"state", "reached"}}});
    CHECK(child.close());
  }
  SUBCASE("a reason is written") {
    child.write("ines", {"closure", closure, {{"open_goals_reason", "Se fue con su madre."}}});
    CHECK(child.close());
  }
  SUBCASE("a goal that is not of safety keeps nothing shut") {
    child.write("ines", {"goal", goal, {{"safety", Value(false)}}});
    CHECK(child.close());
  }
  if (child.step() == "closed") return;
  CHECK(false);
}

TEST_CASE("the closure and the closing may come in one save") {
  Planned child;
  CHECK(child.change("ines", child.id,
                     {{"closure", std::nullopt, {{"reason", "reunified"}}},
                      {"case_file", std::nullopt, {{"step", "closed"}}}}));
  CHECK(child.step() == "closed");
}

TEST_CASE("a plan is approved by somebody who did not write it") {
  Planned child;
  const base::RecordId plan = child.write("ines", {"plan", std::nullopt, {{"title", "Plan"}}});
  const RecordEdit approval{
      "approval",
      std::nullopt,
      {{"outcome", "approved"}, {"subject", Value::bytes(plan.bytes())}, {"what", "plan"}}};
  CHECK(code_of(child.change("ines", child.id, {approval})) == Code::second_person_needed);
  CHECK(child.change("carmen", child.id, {approval}));
  // What she has written since is hers too.
  child.write("carmen", {"plan", plan, {{"summary", "Otra cosa."}}});
  CHECK(code_of(child.change("carmen", child.id, {approval})) == Code::second_person_needed);
}

TEST_CASE("a high risk asks for a review, once") {
  Planned child;
  const base::RecordId low = child.write(
      "ines", {"assessment", std::nullopt, {{"template", "Prueba 1"}, {"level", "low"}}});
  CHECK(child.tasks() == 0);
  child.write("ines", {"assessment", low, {{"level", "high"}}});
  CHECK(child.tasks() == 1);
  child.write("ines", {"assessment", low, {{"level", "very_high"}}});
  CHECK(child.tasks() == 1);
}

TEST_CASE("a gate that names what does not exist is refused when it is read") {
  World world;
  const auto load = [&](const char* type, const char* code) {
    const Value gate = Value::map(
        {{"id", "x"},
         {"when",
          Value::map({{"type", type}, {"field", "step"}, {"becomes", Value::array({"closed"})}})},
         {"refuse", code}});
    const auto gates =
        desk::Gates::load(Value::map({{"gates", Value::array({gate})}}), world.house().catalogue());
    return gates ? Code::internal : gates.error().code;
  };
  CHECK(load("case_file", "closure_missing") == Code::internal);
  CHECK(load("case_fil", "closure_missing") == Code::bad_catalogue);
  CHECK(load("case_file", "closure_mising") == Code::bad_catalogue);
}
