// Only casefile says that a care mandate stands.
// error: CareMandate::CareMandate\(.* is private
#include "base/permission.h"

base::CaseId whose(const base::CareMandate& mandate) {
#ifdef REFUSED
  return base::CareMandate(mandate.case_id(), 0).case_id();
#else
  return mandate.case_id();
#endif
}
