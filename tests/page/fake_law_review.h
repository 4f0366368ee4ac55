// FakeLawReview: a LawReviewService in memory: two case files, of which one gets another answer;
// any bytes that begin with "AMPARO" are a pack.
#pragma once

#include <algorithm>

#include "web/service_law_review.h"

namespace page {

class FakeLawReview : public web::LawReviewService {
 public:
  using Object = boost::json::object;

  base::Result<Object> law_review(const web::Caller&) override { return view(); }
  base::Result<Object> begin_law_review(const web::Caller&, base::ByteView pack) override {
    if (!base::as_text(pack).starts_with("AMPARO")) {
      return base::refuse(base::Code::bad_pack, {{"why", "foreign"}});
    }
    fresh_ = std::string(64, 'b');
    done_ = 0;
    return view();
  }
  base::Result<Object> step_law_review(const web::Caller&) override {
    if (fresh_.empty()) return base::refuse(base::Code::not_found, {{"what", "law"}});
    done_ = std::min(done_ + 1, kTotal);
    return view();
  }
  base::Result<Object> adopt_law(const web::Caller&, const std::string& ruleset,
                                 const std::string& reason) override {
    if (reason.empty()) return base::refuse(base::Code::no_reason);
    if (ruleset != fresh_ || done_ < kTotal) {
      return base::refuse(base::Code::bad_value, {{"field", "ruleset"}});
    }
    in_force_ = fresh_;
    fresh_.clear();
    return view();
  }

 private:
  static constexpr int kTotal = 2;

  Object view() const {
    using Array = boost::json::array;
    const bool finished = !fresh_.empty() && done_ == kTotal;
    Array cases;
    if (finished) {
      const Object title{{"es", "Refugio"}, {"en", "Asylum"}};
      const Object rule{{"rule", "mx.refugio"}, {"title", title},        {"country", "MX"},
                        {"signed", false},      {"before", "indicated"}, {"after", ""}};
      cases.push_back(Object{{"case_id", "1"},
                             {"number", "AMP-1"},
                             {"rules", Array{rule}},
                             {"deadlines", Array{title}}});
    }
    return {{"in_force", in_force_},
            {"unread", ""},
            {"fresh", fresh_},
            {"done", fresh_.empty() ? 0 : done_},
            {"total", fresh_.empty() ? 0 : kTotal},
            {"finished", finished},
            {"opened", finished ? kTotal : 0},
            {"changed", finished ? 1 : 0},
            {"cases", std::move(cases)}};
  }

  std::string in_force_ = std::string(64, 'a');
  std::string fresh_;
  int done_ = 0;
};

}  // namespace page
