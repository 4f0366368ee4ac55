// The values of service.h as JSON, and bodies of requests back to values: the shapes of
// docs/api/openapi.yaml.
#pragma once

#include <boost/json/value.hpp>

#include "web/service.h"
#include "web/service_admin.h"

namespace web {

boost::json::value to_json(const Text& text);
boost::json::value to_json(const Catalogue& catalogue);
boost::json::value to_json(const CaseRow& row);
boost::json::value to_json(const CasePage& page);
boost::json::value to_json(const Arrival& arrival);
boost::json::value to_json(const CaseFile& file);
boost::json::value to_json(const Record& record);
boost::json::value to_json(const HistoryPage& page);
boost::json::value to_json(const Task& task);
boost::json::value to_json(const Who& who);
boost::json::value to_json(const DemoRole& role);

// Refusals: bad_json when it is not an object or holds a member the shape does not know or of
// another type (detail `field`).
base::Result<LogIn> login_from(const boost::json::value& body);
base::Result<std::string> demo_role_from(const boost::json::value& body);
base::Result<std::string> code_from(const boost::json::value& body);
base::Result<NewPerson> new_person_from(const boost::json::value& body);
base::Result<Arrival> arrival_from(const boost::json::value& body);
// `record_id` and `version` are not in the body: they come from the path and If-Match.
base::Result<SaveRecord> save_from(const boost::json::value& body, bool is_new);

}  // namespace web
