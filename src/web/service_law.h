// LawService: the law of both countries for one case file, as the page asks it.
//
// Values that have many parts (a screening, a list of changes) go as JSON objects in the shapes of
// docs/api/openapi.yaml (LawView, LawChanges), as record fields do: the page draws them, nobody
// reckons with them on this side.
//
// Invariant: who does not hold the legal compartment gets rights, duties, time bars and whom to
// call; pathways, questions and answers are not in what she is given, and she cannot answer. That
// is decided behind this seam. Nothing here ever says "eligible".
// Threads: as service.h.
#pragma once

#include "web/service.h"

namespace web {

struct LawAnswerGiven {
  std::string atom;
  std::string answer;   // "true", "false", "none", "unknown", a date, a word, words with commas
  std::string said_by;  // code of list sources, or empty
  std::string said_on;  // "2026", "2026-03", "2026-03-01" or empty
};

struct DutyDone {
  std::string duty;       // a rule of kind duty
  std::string on;         // "2026-03-01"
  std::string reference;  // document or receipt, or empty
};

class LawService {
 public:
  virtual ~LawService() = default;

  // LawView: every answer in a line, and the questions to ask first. The reading is audited. `on`,
  // a day "2019-05-10", judges what happened then by the law of that day, with what is known now;
  // empty: today. Refusals not_found; bad_value (field on).
  virtual base::Result<boost::json::object> law_view(const Caller& caller,
                                                     const std::string& case_id,
                                                     const std::string& on) = 0;
  // LawRule: why one rule says what it says, its norms, limits and remedies, and what is missing as
  // questions. Refusal not_found, also for a rule that the caller may not see.
  virtual base::Result<boost::json::object> law_rule(const Caller& caller,
                                                     const std::string& case_id,
                                                     const std::string& rule,
                                                     const std::string& on) = 0;
  // LawRights: the same rights in both countries.
  virtual base::Result<boost::json::object> law_rights(const Caller& caller,
                                                       const std::string& case_id) = 0;
  // LawChanges: which answers changed, and the view as it is now. Durable when it answers; the same
  // save again writes nothing. Refusals not_allowed without the legal compartment; unknown_atom;
  // bad_value with detail `field`.
  virtual base::Result<boost::json::object> answer(const Caller& caller, const std::string& case_id,
                                                   const LawAnswerGiven& given,
                                                   base::SaveId save) = 0;
  // LawChanges, after a duty was recorded as fulfilled.
  virtual base::Result<boost::json::object> fulfil(const Caller& caller, const std::string& case_id,
                                                   const DutyDone& done, base::SaveId save) = 0;
  // LawDraft: a draft of an act from a duty without recorded fulfilment, filled in from its norm
  // and facts. Reported, never counted by itself. Refusal bad_value (field duty) when the duty is
  // not owed or its fulfilment is recorded.
  virtual base::Result<boost::json::object> draft_act(const Caller& caller,
                                                      const std::string& case_id,
                                                      const std::string& duty,
                                                      const std::string& on, base::SaveId save) = 0;
};

}  // namespace web
