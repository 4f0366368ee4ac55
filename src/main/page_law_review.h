// LawReviewDesk: another set of law on the page. Keeps the pack and how far its comparison is for
// each person who has one, as long as her session lasts.
//
// Threads: every function from any thread; the steps of one comparison run one after the other.
#pragma once

#include <map>
#include <mutex>

#include <boost/json/object.hpp>

#include "main/law_review.h"
#include "main/tickets.h"
#include "web/service_law_review.h"

namespace cli {

class LawReviewDesk : public web::LawReviewService {
 public:
  // Both must outlive it.
  LawReviewDesk(Tickets& tickets, LawRoom& room);

  base::Result<boost::json::object> law_review(const web::Caller& caller) override;
  base::Result<boost::json::object> begin_law_review(const web::Caller& caller,
                                                     base::ByteView pack) override;
  base::Result<boost::json::object> step_law_review(const web::Caller& caller) override;
  base::Result<boost::json::object> adopt_law(const web::Caller& caller, const std::string& ruleset,
                                              const std::string& reason) override;

 private:
  struct Kept {
    Kept(base::Bytes bytes, LawReview begun) : file(std::move(bytes)), review(std::move(begun)) {}
    std::mutex mutex;
    base::Bytes file;
    LawReview review;
  };
  using Object = boost::json::object;
  base::Result<Object> with_law(
      const web::Caller& caller,
      const std::function<base::Result<Object>(const desk::Session&)>& act);
  std::shared_ptr<Kept> of(const base::UserId& person) const;
  // Null pointer: she has none.
  Object show(Kept* kept) const;

  Tickets& tickets_;
  LawRoom& room_;
  mutable std::mutex mutex_;
  std::map<base::UserId, std::shared_ptr<Kept>> kept_;
};

}  // namespace cli
