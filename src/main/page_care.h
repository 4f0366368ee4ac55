// PageCare: backups, tried restores and lost passphrases as the page asks for them. A restore is
// tried on a thread of its own, into a folder beside the organisation's that is removed afterwards.
// Threads: any.
#pragma once

#include <thread>

#include "main/tickets.h"
#include "web/service_care.h"

namespace cli {

class PageCare : public web::CareService {
 public:
  // The tickets must outlive it. What a cut cable left of a tried restore is removed.
  explicit PageCare(Tickets& tickets);
  // Waits for a restore that is being tried.
  ~PageCare() override;
  PageCare(const PageCare&) = delete;
  PageCare& operator=(const PageCare&) = delete;

  base::Result<web::Backups> backups(const web::Caller& caller) override;
  base::Result<web::Backups> set_folder(const web::Caller& caller,
                                        const std::string& folder) override;
  base::Result<web::Backups> make(const web::Caller& caller) override;
  base::Result<web::Backups> verify(const web::Caller& caller, const std::string& name) override;
  base::Result<bool> may_see_sessions(const web::Caller& caller) override;
  base::Result<bool> note_closing(const web::Caller& caller) override;
  base::Result<bool> recover(const web::Caller& caller, web::Recovery recovery) override;

 private:
  struct Known;  // what is kept: the folder, and what came of tried restores

  desk::House& house() { return tickets_.desk().house(); }
  std::filesystem::path trial() const;
  Known read_known();
  void write_known(const Known& known);
  web::Backups shown();
  void try_restore(const std::filesystem::path& backup, const base::UserId& by);

  Tickets& tickets_;
  std::mutex mutex_;   // of what is kept
  std::mutex making_;  // one backup at a time
  std::mutex trying_;  // of the thread below
  std::thread thread_;
  std::string verifying_;
};

}  // namespace cli
