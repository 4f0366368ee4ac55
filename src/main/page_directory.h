// PageDirectory: the directory, referrals and the constitution of the organisation for the page,
// and what of them is to be done. Opens the caller's ticket, lets the book and the desk read and
// write, says the answer.
//
// Threads: every function from any thread.
#pragma once

#include "main/desk_service.h"
#include "main/directory_book.h"
#include "main/directory_writes.h"
#include "web/service_directory.h"

namespace cli {

// The seed of a pack. The pack must outlive what reads it.
base::Result<directory::Seed> seed_of(const pack::Pack& pack);
std::string_view name_of(directory::Out why);

class PageDirectory : public web::DirectoryService, public TaskSource {
 public:
  // Must outlive it. A pack without a sound directory is Fault internal.
  explicit PageDirectory(Tickets& tickets);

  base::Result<Directory> directory(const web::Caller& caller) override;
  base::Result<Answer> find(const web::Caller& caller, const Ask& ask) override;
  Shown organisation(const web::Caller& caller, const std::string& organisation) override;
  Shown put_organisation(const web::Caller& caller, const std::string& organisation,
                         const Body& body, base::SaveId save) override;
  Shown put_service(const web::Caller& caller, const std::string& organisation,
                    const std::string& service, const Body& body, base::SaveId save) override;
  Shown say_beds(const web::Caller& caller, const std::string& service, const Body& body,
                 base::SaveId save) override;
  Shown check(const web::Caller& caller, const std::string& service, const Body& body,
              base::SaveId save) override;
  Shown constitution(const web::Caller& caller) override;
  Shown add_event(const web::Caller& caller, const Body& body, base::SaveId save) override;
  base::Result<std::string> calendar(const web::Caller& caller) override;
  Shown templates(const web::Caller& caller) override;
  Shown refer(const web::Caller& caller, const std::string& case_id, const Body& body,
              base::SaveId save) override;
  Shown packet(const web::Caller& caller, const std::string& case_id,
               const std::string& referral) override;
  Shown close_referral(const web::Caller& caller, const std::string& case_id,
                       const std::string& referral, const Body& body, base::SaveId save) override;

  // Referrals that wait for an answer, terms of the constitution that run, and its yearly duties.
  void add_tasks(const desk::Session& session, std::vector<web::Task>& tasks) override;

 private:
  using Edit = std::function<DirectoryWrites::Edits(
      const DirectoryWrites& writes, const desk::CaseView& view, const listing::Listing& now)>;

  base::Result<directory::Ask> read(const Ask& ask) const;
  // The facts of a case file that she opens, and their names. Audited as a reading.
  base::Result<std::vector<std::string>> add_facts(const desk::Session& session,
                                                   const std::string& case_id, directory::Ask& ask);
  bool may_write(const desk::Session& session) const;
  Shown page_of(const desk::Session& session, const std::string& organisation);
  // Writes and shows the organisation that `uid` is, or whose service it is.
  Shown change(const web::Caller& caller, const std::string& uid, const Edit& edit,
               base::SaveId save);
  base::Day today() const;
  std::vector<directory::Event> events(const desk::Session& session,
                                       const directory::Track& track) const;
  Shown standing(const desk::Session& session) const;
  void add_referral_tasks(const desk::Session& session, std::vector<web::Task>& tasks);
  base::Done feed_back(const desk::Session& session, const std::string& service, const Body& body,
                       const base::SaveId& save);

  Tickets& tickets_;
  desk::House& house_;
  directory::Seed seed_;
  DirectoryBook book_;
};

}  // namespace cli
