// DirectoryWrites: what a person says of an organisation, a service, free beds or a check, as edits
// of records (catalogue/records/directory.yaml). For one call; not for several threads.
#pragma once

#include <boost/json/object.hpp>

#include "main/directory_book.h"
#include "main/field_json.h"

namespace cli {

class DirectoryWrites {
 public:
  using Body = boost::json::object;
  using Edits = base::Result<std::vector<desk::RecordEdit>>;

  // All must outlive it.
  DirectoryWrites(desk::House& house, const desk::Session& session, UserNames& names)
      : house_(house), session_(session), fields_(house, names) {}

  // `uid` names one that stands, or is that of a new one. Members of `body` as in the API; what is
  // not in it stays. Refusal bad_value.
  Edits organisation(const desk::CaseView& view, const listing::Listing& now,
                     const std::string& uid, const Body& body) const;
  // Refusal not_found when the organisation is not there.
  Edits service(const desk::CaseView& view, const listing::Listing& now, const std::string& owner,
                const std::string& uid, const Body& body) const;
  Edits beds(const desk::CaseView& view, const listing::Listing& now, const std::string& service,
             const Body& body) const;
  Edits check(const listing::Listing& now, const std::string& service, std::string_view field,
              std::string_view how, bool holds, const std::string& note) const;

 private:
  base::Result<desk::RecordEdit> record(const desk::CaseView& view, const char* type,
                                        const std::optional<base::RecordId>& standing,
                                        const Body& fields) const;

  desk::House& house_;
  const desk::Session& session_;
  FieldJson fields_;
};

}  // namespace cli
