// Administration: people and their log-ins, and the audit trail. Rules as in web/service.h: what
// the caller's role does not allow is Refusal not_found or not_allowed, both 404.
#pragma once

#include <string>
#include <vector>

#include "web/service.h"

namespace web {

struct PersonRow {
  std::string user_id;
  std::string name;
  std::vector<std::string> roles;
  std::vector<std::string> teams;  // whose keys they hold
  bool disabled = false;
  bool has_code = false;  // their log-in asks for a one-time code
};
struct RoleRow {
  std::string role;
  Text label;
};
struct People {
  std::vector<PersonRow> people;
  std::vector<RoleRow> roles;  // that there are
};
struct NewPerson {
  std::string name;
  std::vector<std::string> roles;
  std::string passphrase;
};
// Teams that have their keys now, and teams where a member must do the rest.
struct TeamsDone {
  std::vector<std::string> done;
  std::vector<std::string> pending;
};

struct AuditQuery {
  std::string action = {};  // of code list audit_actions; empty: every one
  std::string user = {};    // log-in name; empty: everyone
  std::string cursor = {};
  std::size_t limit = 100;  // at most 500
};
struct AuditRow {
  base::UtcMs at_ms = 0;
  std::string action;
  Text label;
  std::string who;      // log-in name; empty: nobody was known
  std::string case_id;  // empty: of no case file
  std::string reason;   // in the words of who did it, where the act asked for one
};
struct AuditPage {
  std::vector<AuditRow> rows;  // newest first
  std::string next;
};

class Administration {
 public:
  virtual ~Administration() = default;
  virtual base::Result<People> people(const Caller& caller) = 0;
  // Refusals: name_taken, bad_user_name, unknown_role, weak_passphrase.
  virtual base::Result<TeamsDone> add_person(const Caller& caller, NewPerson person) = 0;
  // They cannot log in again; the teams' keys are renewed. Refusals: not_found,
  // cannot_disable_self.
  virtual base::Result<TeamsDone> disable_person(const Caller& caller, const std::string& name) = 0;
  // Their phone is lost: their log-in asks for no code until they set up another.
  virtual base::Result<bool> drop_code(const Caller& caller, const std::string& name) = 0;
  // Refusal bad_cursor.
  virtual base::Result<AuditPage> audit(const Caller& caller, const AuditQuery& query) = 0;
};

}  // namespace web
