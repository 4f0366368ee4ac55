// The id of a user is not the id of a case file.
// error: could not convert .user
#include "base/id.h"

base::CaseId which(const base::CaseId& case_id, const base::UserId& user) {
#ifdef REFUSED
  (void)case_id;
  return user;
#else
  (void)user;
  return case_id;
#endif
}
