#include <charconv>

#include "web/api.h"
#include "web/json.h"

namespace web {

namespace {

constexpr std::size_t kMostRows = 200;

std::string query(const Call& call, std::string_view name) {
  return net::query_value(call.request.head.query, name).value_or("");
}

base::Result<Answer> list(Call& call) {
  CaseQuery asked{
      .text = query(call, "q"), .kind = query(call, "kind"), .cursor = query(call, "cursor")};
  const std::string limit = query(call, "limit");
  if (!limit.empty()) {
    const auto [end, error] =
        std::from_chars(limit.data(), limit.data() + limit.size(), asked.limit);
    if (error != std::errc() || end != limit.data() + limit.size() || asked.limit == 0 ||
        asked.limit > kMostRows) {
      return base::refuse(base::Code::bad_value, {{"field", "limit"}});
    }
  }
  base::Result<CasePage> page = call.services.house.cases(*call.caller, asked);
  if (!page) return base::pass(page);
  return Answer{.body = to_json(*page)};
}

base::Result<Answer> create(Call& call) {
  base::Result<Arrival> arrival = arrival_from(call.body);
  if (!arrival) return base::pass(arrival);
  base::Result<CaseRow> row = call.services.house.create_case(*call.caller, *arrival, call.save);
  if (!row) return base::pass(row);
  return Answer{.status = 201, .body = to_json(*row), .location = "/api/v1/cases/" + row->id};
}

base::Result<Answer> read(Call& call) {
  base::Result<CaseFile> file = call.services.house.case_file(*call.caller, call.params[0]);
  if (!file) return base::pass(file);
  return Answer{.body = to_json(*file), .etag = file->version};
}

base::Result<Answer> history(Call& call) {
  base::Result<HistoryPage> page =
      call.services.house.history(*call.caller, call.params[0], query(call, "cursor"));
  if (!page) return base::pass(page);
  return Answer{.body = to_json(*page)};
}

base::Result<Answer> save(Call& call, SaveRecord record) {
  base::Result<Record> saved =
      call.services.house.save_record(*call.caller, call.params[0], record, call.save);
  if (!saved) return base::pass(saved);
  return Answer{.status = record.record_id.empty() ? 201U : 200U,
                .body = to_json(*saved),
                .etag = saved->version};
}

base::Result<Answer> add_record(Call& call) {
  base::Result<SaveRecord> record = save_from(call.body, true);
  if (!record) return base::pass(record);
  return save(call, std::move(*record));
}

base::Result<Answer> change_record(Call& call) {
  base::Result<SaveRecord> record = save_from(call.body, false);
  if (!record) return base::pass(record);
  std::string_view version = net::header(call.request.head.headers, "If-Match");
  if (version.size() < 2 || !version.starts_with('"') || !version.ends_with('"')) {
    return base::refuse(base::Code::missing_key, {{"header", "If-Match"}});
  }
  record->record_id = call.params[1];
  record->version = version.substr(1, version.size() - 2);
  return save(call, std::move(*record));
}

}  // namespace

std::vector<Route> case_routes() {
  return {
      {"GET", "/api/v1/cases", Door::session, Repeat::safe, list},
      {"POST", "/api/v1/cases", Door::session, Repeat::needs_key, create},
      {"GET", "/api/v1/cases/{case}", Door::session, Repeat::safe, read},
      {"GET", "/api/v1/cases/{case}/history", Door::session, Repeat::safe, history},
      {"POST", "/api/v1/cases/{case}/records", Door::session, Repeat::needs_key, add_record},
      {"PATCH", "/api/v1/cases/{case}/records/{record}", Door::session, Repeat::needs_key,
       change_record},
  };
}

}  // namespace web
