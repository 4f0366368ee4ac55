// PageObservatory: the observatory's board for the page: the catalogue's published totals and what
// was imported into the folder's database. Made when first asked for and kept until the database's
// file changes.
//
// Threads: every function from any thread.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>

#include "main/tickets.h"
#include "web/service_observatory.h"

namespace cli {

class PageObservatory : public web::ObservatoryService {
 public:
  // The tickets must outlive it. `folder` may hold an observatory.db.
  PageObservatory(Tickets& tickets, std::filesystem::path folder)
      : tickets_(tickets), folder_(std::move(folder)) {}
  base::Result<web::Observatory> observatory(const web::Caller& caller) override;

 private:
  base::Result<web::Observatory> made();

  Tickets& tickets_;
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::optional<std::filesystem::file_time_type> read_at_;
  std::optional<web::Observatory> board_;
};

}  // namespace cli
