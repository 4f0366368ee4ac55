// LawDesk: the law of a case file for the page, and the duties with clocks among what is to be done
// today. Opens the caller's ticket, lets the desk read and write, says the answer in JSON.
//
// Threads: every function from any thread.
#pragma once

#include "main/desk_service.h"
#include "main/law_json.h"
#include "main/law_room.h"
#include "main/law_task_shelf.h"
#include "web/service_law.h"

namespace cli {

class LawDesk : public web::LawService, public TaskSource {
 public:
  // All must outlive it.
  LawDesk(Tickets& tickets, LawRoom& room);

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

  // Duties of authorities whose day is known and near or past, and days by which something must be
  // filed; of the case files last changed.
  void add_tasks(const desk::Session& session, std::vector<web::Task>& tasks) override;

 private:
  // Opens the case file as the caller may read it, audited, and shows part of its law.
  using Show = std::function<base::Result<boost::json::object>(const LawJson&)>;
  base::Result<boost::json::object> read(const web::Caller& caller, const std::string& case_id,
                                         const std::string& on, const Show& show);
  // Writes the edits that follow from what stands, and says what changed.
  enum class Keep { nothing, screening };
  using Edits = std::function<base::Result<std::vector<desk::RecordEdit>>(const desk::CaseView&,
                                                                          const CaseLaw&)>;
  base::Result<boost::json::object> change(const web::Caller& caller, const std::string& case_id,
                                           const std::string& on, const Edits& edits,
                                           base::SaveId save, Keep keep);
  base::Result<std::vector<desk::RecordEdit>> answer_edits(const desk::CaseView& view,
                                                           const CaseLaw& now,
                                                           const web::LawAnswerGiven& given);
  desk::RecordEdit act_edit(const desk::CaseView& view, const CaseLaw& now,
                            const law::Answer& duty);

  Tickets& tickets_;
  LawRoom& room_;
  LawTaskShelf shelf_;
};

}  // namespace cli
