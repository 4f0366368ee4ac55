#include "desk/policy.h"

#include <doctest/doctest.h>

#include "desk/house.h"
#include "pack/embedded.h"

using codec::Value;

namespace {

struct Sections {
  Value teams;
  Value roles;
};

Sections shipped() {
  return {*codec::decode(*pack::embedded().section("policy/teams")),
          *codec::decode(*pack::embedded().section("policy/roles"))};
}

// The section with its list changed.
Value changed(const Value& section, const char* key,
              const std::function<void(Value::Array&)>& change) {
  Value::Array items = *section.find(key)->as_array();
  change(items);
  Value out = section;
  out.set(key, Value::array(std::move(items)));
  return out;
}

std::string refused(const Value& teams, const Value& roles) {
  const base::Result<desk::Policy> policy = desk::Policy::load(teams, roles);
  return policy ? "loaded" : std::string(base::code_name(policy.error().code));
}

}  // namespace

TEST_CASE("the shipped policy loads, and every compartment has one team") {
  const base::Result<desk::Policy> policy = desk::read_policy(pack::embedded());
  REQUIRE(policy);
  for (const base::Compartment compartment : base::kCompartments) {
    CHECK_FALSE(policy->team_of(compartment).id.empty());
  }
  CHECK(policy->role("administrator")->teams.empty());
  CHECK_FALSE(policy->role("administrator")->may("case_read"));
  CHECK(policy->role("health")->may("case_read"));
  CHECK(policy->team("counsel")->sealed);
  CHECK(policy->role("nobody") == nullptr);
}

TEST_CASE("a policy with a hole is refused") {
  const Sections good = shipped();
  CHECK(refused(good.teams, good.roles) == "loaded");
  const auto without_last = [](Value::Array& items) { items.pop_back(); };
  const auto first_twice = [](Value::Array& items) { items.push_back(items.front()); };
  // A compartment that no team holds, one that two hold, a role twice, a role of an unknown team.
  CHECK(refused(changed(good.teams, "teams", without_last), good.roles) == "bad_catalogue");
  CHECK(refused(changed(good.teams, "teams", first_twice), good.roles) == "bad_catalogue");
  CHECK(refused(good.teams, changed(good.roles, "roles", first_twice)) == "bad_catalogue");
  const Value stranger = changed(good.roles, "roles", [](Value::Array& items) {
    items.front().set("teams", Value::array({Value("strangers")}));
  });
  CHECK(refused(good.teams, stranger) == "bad_catalogue");
  const Value unknown_part = changed(good.teams, "teams", [](Value::Array& items) {
    items.front().set("compartments", Value::array({Value("attic")}));
  });
  CHECK(refused(unknown_part, good.roles) == "bad_catalogue");
}
