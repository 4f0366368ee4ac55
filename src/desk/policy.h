// Policy: roles, their actions, and teams with the compartments whose keys they hold
// (catalogue/policy). Immutable after loading; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/compartment.h"
#include "casefile/catalogue.h"
#include "codec/cbor.h"

namespace desk {

struct Team {
  std::string id;
  casefile::Label label;
  bool sealed = false;  // a founder loses its key when the first member is admitted
  std::vector<base::Compartment> compartments;
};

struct Role {
  std::string id;
  casefile::Label label;
  std::vector<std::string> actions;
  std::vector<std::string> teams;

  bool may(std::string_view action) const;
};

class Policy {
 public:
  // From the sections policy/teams and policy/roles of a pack. Refusal bad_catalogue with detail
  // "why": an unknown team or compartment, a compartment of no team or of two.
  static base::Result<Policy> load(const codec::Value& teams, const codec::Value& roles);

  const std::vector<Team>& teams() const { return teams_; }
  const std::vector<Role>& roles() const { return roles_; }
  // Null pointer when there is none.
  const Team* team(std::string_view id) const;
  const Role* role(std::string_view id) const;
  // The one team that holds a compartment's keys.
  const Team& team_of(base::Compartment compartment) const;

 private:
  std::vector<Team> teams_;
  std::vector<Role> roles_;
};

}  // namespace desk
