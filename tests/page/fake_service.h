// FakeService: a Service in memory with invented people, for the tests of web and for working on
// the page without a node. It keeps the promises of service.h but one: nothing is durable.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "web/service.h"

namespace page {

web::Catalogue fake_catalogue();

class FakeService : public web::Service {
 public:
  explicit FakeService(base::Clock& clock, bool demo = true);

  bool is_demo() override { return demo_; }
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

  // Another device's save that crossed with ours: leaves a conflict on the field.
  void add_conflict(const std::string& case_id, const std::string& type, const std::string& field,
                    boost::json::value other, const std::string& by);
  std::size_t case_count();

 private:
  struct Stored {
    web::CaseFile file;
    std::vector<web::HistoryEntry> history;  // oldest first
  };
  // The compartments a role of the demonstration may read and write.
  struct Role {
    web::DemoRole shown;
    std::set<std::string> compartments;
    bool creates = false;
  };

  base::Result<const Role*> role_of(const web::Caller& caller) const;
  web::LoggedIn admit(const Role& role, const web::SessionKey& key);
  web::Record& put(Stored& stored, const std::string& type, web::Fields fields,
                   const std::string& by);
  void refresh_row(Stored& stored);
  std::string new_id();
  void fill();

  base::Clock& clock_;
  const bool demo_;
  const web::Catalogue catalogue_;
  std::vector<Role> roles_;
  std::mutex mutex_;
  base::SeededRandom random_{20261122};
  std::map<std::string, Stored> cases_;
  std::map<base::SaveId, std::string> done_;  // save → id of what it made
  std::uint64_t numbers_ = 400;
};

}  // namespace page
