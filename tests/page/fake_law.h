// FakeLaw: a LawService in memory with one pathway, one question and one duty, for the tests of web
// and for working on the page without a node.
#pragma once

#include <mutex>

#include "web/service_law.h"

namespace page {

class FakeLaw : public web::LawService {
 public:
  base::Result<boost::json::object> law_view(const web::Caller& caller, const std::string& case_id,
                                             const std::string& on) override;
  base::Result<boost::json::object> law_rule(const web::Caller& caller, const std::string& case_id,
                                             const std::string& rule,
                                             const std::string& on) override;
  base::Result<boost::json::object> law_rights(const web::Caller& caller,
                                               const std::string& case_id) override;
  base::Result<boost::json::object> answer(const web::Caller& caller, const std::string& case_id,
                                           const web::LawAnswerGiven& given,
                                           base::SaveId save) override;
  base::Result<boost::json::object> fulfil(const web::Caller& caller, const std::string& case_id,
                                           const web::DutyDone& done, base::SaveId save) override;
  base::Result<boost::json::object> draft_act(const web::Caller& caller, const std::string& case_id,
                                              const std::string& duty, const std::string& on,
                                              base::SaveId save) override;

 private:
  boost::json::object view() const;
  boost::json::object changed(const char* before, const char* after) const;

  std::mutex mutex_;
  bool fears_ = false;
  bool notified_ = false;
};

}  // namespace page
