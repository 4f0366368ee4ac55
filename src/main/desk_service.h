// DeskService: what the page asks, answered by the desk. It opens the caller's ticket, lets the
// desk decide, and says the answer in the page's values; nothing is decided here.
//
// Threads: every function from any thread, as web::Service promises.
#pragma once

#include "desk/demo_people.h"
#include "desk/second_factor.h"
#include "main/tickets.h"
#include "web/log_in_gate.h"

namespace cli {

// What else is to be done, beside the tasks that people wrote: each source adds its own.
class TaskSource {
 public:
  virtual ~TaskSource() = default;
  // Only of case files that the session may open. A source with nothing to say adds nothing.
  virtual void add_tasks(const desk::Session& session, std::vector<web::Task>& tasks) = 0;
};

class DeskService : public web::Service {
 public:
  // All must outlive it.
  DeskService(Tickets& tickets, desk::SecondFactors& factors,
              std::vector<TaskSource*> task_sources);

  // Called with everybody who signs in. Before the first log-in.
  void when_entered(std::function<void(const desk::Session&)> then) {
    when_entered_.push_back(std::move(then));
  }

  bool is_demo() override;
  std::vector<web::DemoRole> demo_roles() override;
  base::Result<web::LoggedIn> log_in(const web::LogIn& login, const web::SessionKey& key) override;
  base::Result<web::LoggedIn> log_in_demo(const std::string& role,
                                          const web::SessionKey& key) override;
  void log_out(const web::Caller& caller) override;
  base::Result<web::Who> who(const web::Caller& caller) override;

  base::Result<web::Catalogue> catalogue(const web::Caller& caller) override;

  base::Result<web::CasePage> cases(const web::Caller& caller,
                                    const web::CaseQuery& query) override;
  base::Result<web::CaseFile> case_file(const web::Caller& caller, const std::string& id) override;
  base::Result<web::HistoryPage> history(const web::Caller& caller, const std::string& id,
                                         const std::string& cursor) override;
  base::Result<web::CaseRow> create_case(const web::Caller& caller, const web::Arrival& arrival,
                                         base::SaveId save) override;
  base::Result<web::Record> save_record(const web::Caller& caller, const std::string& case_id,
                                        const web::SaveRecord& record, base::SaveId save) override;
  base::Result<std::vector<web::Task>> tasks(const web::Caller& caller) override;

 private:
  base::Result<web::LoggedIn> enter(const web::LogIn& login, const web::SessionKey& key);
  // The code she must bring besides her passphrase. Refusal wrong_login.
  base::Done check_code(const desk::Person& person, const web::LogIn& login);
  web::Who who_of(const desk::Session& session) const;
  std::vector<web::Access> access() const;
  web::CaseRow row_of(const desk::Session& session, const desk::CaseLine& line) const;
  base::Result<std::vector<desk::RecordEdit>> edits_of(const desk::Session& session,
                                                       const desk::CaseView& view,
                                                       const web::SaveRecord& record);

  Tickets& tickets_;
  desk::Desk& desk_;
  desk::House& house_;
  std::vector<TaskSource*> task_sources_;
  desk::SecondFactors& factors_;
  web::LogInGate gate_;
  std::vector<std::function<void(const desk::Session&)>> when_entered_;
  std::vector<desk::DemoLists::Staff> staff_;  // of the demonstration
  std::vector<web::DemoRole> demo_roles_;
};

}  // namespace cli
