// PageFiles: the desk's files as the page sends and shows them. Threads: any.
#pragma once

#include "main/tickets.h"
#include "picture/jail.h"
#include "web/service_files.h"

namespace cli {

class PageFiles : public web::FileService {
 public:
  // The tickets must outlive it.
  explicit PageFiles(Tickets& tickets) : tickets_(tickets) {}

  base::Result<web::FileList> files(const web::Caller& caller, const std::string& case_id) override;
  base::Result<std::unique_ptr<web::FileIncoming>> receive(const web::Caller& caller,
                                                           const std::string& case_id,
                                                           const web::NewFile& what,
                                                           base::SaveId save) override;
  base::Result<web::FileContent> file(const web::Caller& caller, const std::string& case_id,
                                      const std::string& file_id) override;
  base::Result<web::FileCopy> file_copy(const web::Caller& caller, const std::string& case_id,
                                        const std::string& file_id) override;
  base::Result<std::string> document(const web::Caller& caller,
                                     const std::string& case_id) override;
  base::Done printed(const web::Caller& caller, const std::string& case_id) override;

 private:
  base::Result<desk::FileReading> open(const web::Caller& caller, const std::string& case_id,
                                       const std::string& file_id);

  Tickets& tickets_;
  picture::Jail jail_;
};

}  // namespace cli
