// LawReviewService: another set of law on the page: whose answer it changes, and putting it in
// force. Shapes: LawReview of docs/api/openapi.yaml.
//
// Invariant: only for the action `law`; anybody else finds nothing. What a comparison holds is let
// go when the person's session ends.
// Threads: as service.h.
#pragma once

#include "web/service.h"

namespace web {

class LawReviewService {
 public:
  virtual ~LawReviewService() = default;

  // LawReview: the law in force, and how far the caller's comparison is.
  virtual base::Result<boost::json::object> law_review(const Caller& caller) = 0;
  // Begins to compare a signed pack; the one before is let go. Refusals bad_pack, unsigned_pack,
  // unknown_publisher, bad_signature, bad_law: nothing changed.
  virtual base::Result<boost::json::object> begin_law_review(const Caller& caller,
                                                             base::ByteView pack) = 0;
  // Opens some more case files; until `finished`. Refusal not_found without a comparison.
  virtual base::Result<boost::json::object> step_law_review(const Caller& caller) = 0;
  // Puts the compared law in force, audited with the reason. Saying so again changes nothing.
  // Refusals no_reason; bad_value (field ruleset) when it is not the law whose comparison is
  // finished.
  virtual base::Result<boost::json::object> adopt_law(const Caller& caller,
                                                      const std::string& ruleset,
                                                      const std::string& reason) = 0;
};

}  // namespace web
