#include "desk/policy.h"

#include <algorithm>

#include "base/check.h"

namespace desk {

namespace {

using base::Code;
using codec::Value;

std::unexpected<base::Refusal> wrong(std::string why) {
  return base::refuse(Code::bad_catalogue, {{"why", "policy: " + std::move(why)}});
}

std::string text_of(const Value& map, const char* key) {
  const Value* found = map.find(key);
  return found != nullptr && found->as_text() != nullptr ? *found->as_text() : std::string();
}

casefile::Label label_of(const Value& map) {
  const Value* label = map.find("label");
  if (label == nullptr) return {};
  return {text_of(*label, "es"), text_of(*label, "en")};
}

std::vector<std::string> texts_of(const Value& map, const char* key) {
  std::vector<std::string> texts;
  const Value* found = map.find(key);
  if (found == nullptr || found->as_array() == nullptr) return texts;
  for (const Value& item : *found->as_array()) {
    if (item.as_text() != nullptr) texts.push_back(*item.as_text());
  }
  return texts;
}

const Value::Array& items_of(const Value& map, const char* key) {
  static const Value::Array kNone;
  const Value* found = map.find(key);
  return found != nullptr && found->as_array() != nullptr ? *found->as_array() : kNone;
}

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

base::Result<Team> team_from(const Value& item) {
  Team team{text_of(item, "id"), label_of(item), false, {}};
  const Value* sealed = item.find("sealed");
  team.sealed = sealed != nullptr && sealed->as_bool() != nullptr && *sealed->as_bool();
  for (const std::string& name : texts_of(item, "compartments")) {
    const auto compartment = base::compartment_from_name(name);
    if (!compartment) return wrong("team " + team.id + " names no compartment: " + name);
    team.compartments.push_back(*compartment);
  }
  if (team.id.empty() || team.label.es.empty() || team.label.en.empty()) {
    return wrong("a team without id or label");
  }
  return team;
}

}  // namespace

bool Role::may(std::string_view action) const {
  return contains(actions, action);
}

base::Result<Policy> Policy::load(const Value& teams, const Value& roles) {
  Policy policy;
  for (const Value& item : items_of(teams, "teams")) {
    base::Result<Team> team = team_from(item);
    if (!team) return base::pass(team);
    if (policy.team(team->id) != nullptr) return wrong("team " + team->id + " twice");
    policy.teams_.push_back(std::move(*team));
  }
  for (const Value& item : items_of(roles, "roles")) {
    Role role{text_of(item, "id"), label_of(item), texts_of(item, "actions"),
              texts_of(item, "teams")};
    if (role.id.empty() || role.label.es.empty() || role.label.en.empty()) {
      return wrong("a role without id or label");
    }
    for (const std::string& team : role.teams) {
      if (policy.team(team) == nullptr) return wrong("role " + role.id + " names no team: " + team);
    }
    if (policy.role(role.id) != nullptr) return wrong("role " + role.id + " twice");
    policy.roles_.push_back(std::move(role));
  }
  for (const base::Compartment compartment : base::kCompartments) {
    const auto holds = [&](const Team& team) {
      return std::find(team.compartments.begin(), team.compartments.end(), compartment) !=
             team.compartments.end();
    };
    if (std::count_if(policy.teams_.begin(), policy.teams_.end(), holds) != 1) {
      return wrong(std::string(base::compartment_name(compartment)) + " is not held by one team");
    }
  }
  return policy;
}

const Team* Policy::team(std::string_view id) const {
  const auto found =
      std::find_if(teams_.begin(), teams_.end(), [&](const Team& team) { return team.id == id; });
  return found == teams_.end() ? nullptr : &*found;
}

const Role* Policy::role(std::string_view id) const {
  const auto found =
      std::find_if(roles_.begin(), roles_.end(), [&](const Role& role) { return role.id == id; });
  return found == roles_.end() ? nullptr : &*found;
}

const Team& Policy::team_of(base::Compartment compartment) const {
  for (const Team& team : teams_) {
    for (const base::Compartment held : team.compartments) {
      if (held == compartment) return team;
    }
  }
  AMPARO_CHECK(false);  // load saw to it
  return teams_.front();
}

}  // namespace desk
