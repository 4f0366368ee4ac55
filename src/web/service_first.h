// FirstRunService: a node without an organisation yet. Whoever reads the code in the terminal makes
// one or restores a backup; nobody else is let in.
//
// Invariant: under the folder's name stands nothing or a whole organisation, whose cards were read.
// Threads: every function may be called from several workers at once.
#pragma once

#include <string>
#include <vector>

#include "web/service.h"

namespace web {

struct NewOrganisation {
  std::string organisation;
  std::string user;  // the founder's log-in name
  std::string passphrase;
};
// One word of one card, both counted from 1.
struct CardPlace {
  int card = 0;
  int word = 0;
};
struct FirstRunState {
  std::string stage = "new";            // new, cards (made and without a name yet), made
  std::string organisation = {};        // while stage is cards
  std::vector<std::string> cards = {};  // while stage is cards
  std::vector<CardPlace> asked = {};    // the words that show that the cards were kept
};

class FirstRunService {
 public:
  virtual ~FirstRunService() = default;
  // The code of the terminal, good for one entry. Refusals: bad_value (detail `field`), too_many_tries.
  virtual base::Result<bool> enter(const std::string& code) = 0;
  virtual FirstRunState state() = 0;
  // Makes the organisation beside its name. The same save again gives the same cards; another one
  // makes it anew and the cards of before are worth nothing. Refusals: bad_value (detail `field`),
  // weak_passphrase, bad_user_name, folder_exists.
  virtual base::Result<FirstRunState> make(NewOrganisation what, base::SaveId save) = 0;
  // What was made and has no name is removed.
  virtual void drop() = 0;
  // The words that `asked` names, in its order: the organisation gets its name, and its cards are
  // not shown again. Again when it has one: nothing happens. Refusal bad_share.
  virtual base::Result<FirstRunState> settle(const std::vector<std::string>& words) = 0;
  // A backup on this computer, verified before it gets its name. Refusals of desk::restore.
  virtual base::Result<FirstRunState> restore(const std::string& backup) = 0;
};

}  // namespace web
