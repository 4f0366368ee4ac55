#include "main/page_shelter.h"

#include <algorithm>
#include <ctime>

#include "main/page_case.h"
#include "main/page_dates.h"
#include "views/row.h"

namespace cli {

namespace {

using desk::CaseView;
using desk::Session;
namespace json = boost::json;

constexpr int kNoon = 12;
constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;

std::string text_of(const web::Record& record, const char* field) {
  const json::value* value = record.fields.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}
std::int64_t number_of(const web::Record& record, const char* field, std::int64_t otherwise) {
  const json::value* value = record.fields.if_contains(field);
  return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}

web::Bed bed_of(const web::Record& record) {
  web::Bed bed;
  bed.id = record.id;
  bed.version = record.version;
  bed.room = text_of(record, "room");
  bed.name = text_of(record, "name");
  const json::value* whom = record.fields.if_contains("for_whom");
  if (whom != nullptr && whom->is_array()) {
    for (const json::value& code : whom->get_array()) bed.for_whom.emplace_back(code.get_string());
  }
  const json::value* accessible = record.fields.if_contains("accessible");
  bed.accessible = accessible != nullptr && accessible->is_bool() && accessible->get_bool();
  bed.usable = text_of(record, "state") != "out_of_use";
  return bed;
}

// The houses with their beds, and each house's log of tonight and the handover before it.
std::vector<web::Shelter> sites_of(const std::vector<web::Record>& records, base::UtcMs night_ms) {
  std::vector<web::Shelter> sites;
  for (const web::Record& record : records) {
    if (record.type == "site" && text_of(record, "state") != "closed") {
      sites.emplace_back();
      sites.back().id = record.id;
      sites.back().version = record.version;
      sites.back().name = text_of(record, "name");
    }
  }
  std::map<std::string, std::int64_t> before;
  for (const web::Record& record : records) {
    const auto site = std::ranges::find(sites, text_of(record, "site"), &web::Shelter::id);
    if (site == sites.end()) continue;
    if (record.type == "bed" && text_of(record, "state") != "removed") {
      site->beds.push_back(bed_of(record));
    }
    if (record.type != "night_log") continue;
    const std::int64_t night = number_of(record, "night", 0);
    if (night >= night_ms) {
      site->log = {record.id, record.version, text_of(record, "entries"),
                   text_of(record, "handover"), number_of(record, "headcount", -1)};
    } else if (night > before[site->id]) {
      before[site->id] = night;
      site->handover_before = text_of(record, "handover");
    }
  }
  std::ranges::stable_sort(sites, {}, &web::Shelter::name);
  for (web::Shelter& site : sites) {
    std::ranges::stable_sort(site.beds, [](const web::Bed& a, const web::Bed& b) {
      return std::tie(a.room, a.name) < std::tie(b.room, b.name);
    });
  }
  return sites;
}

// The beds of a room, numbered on from the highest number there.
base::Result<std::vector<desk::RecordEdit>> new_beds(desk::House& house, const CaseView& own,
                                                     const web::NewBeds& beds) {
  const casefile::RecordType& site = *house.catalogue().type("site");
  const casefile::RecordType& bed = *house.catalogue().type("bed");
  const base::Result<base::RecordId> site_id = base::RecordId::from_text(beds.site_id);
  if (!site_id || own.find(*site_id, site.number, site.compartment) == nullptr) {
    return base::refuse(base::Code::bad_value, {{"field", "site_id"}});
  }
  int last = 0;
  const casefile::Folded* folded = own.folded(bed.compartment);
  for (const casefile::FoldedRecord& record :
       folded != nullptr ? folded->records : std::vector<casefile::FoldedRecord>()) {
    if (record.type != bed.number) continue;
    const codec::Value* in = record.value(bed.field("site")->number);
    const bool here = in != nullptr && *in == codec::Value::bytes(site_id->bytes()) &&
                      record.text(bed.field("room")->number) == beds.room;
    if (!here) continue;
    last = std::max(last, std::atoi(std::string(record.text(bed.field("name")->number)).c_str()));
  }
  std::vector<desk::RecordEdit> edits;
  for (std::int64_t i = 0; i < beds.count; ++i) {
    const int number = last + 1 + static_cast<int>(i);
    const std::string name = (number < 10 ? "0" : "") + std::to_string(number);
    desk::RecordEdit edit{
        "bed",
        std::nullopt,
        {{"site", codec::Value::bytes(site_id->bytes())}, {"room", beds.room}, {"name", name}}};
    for (const std::string& whom : beds.for_whom) edit.fields.push_back({"for_whom", whom});
    edits.push_back(std::move(edit));
  }
  return edits;
}

void read_headcounts(const web::Record& record, base::UtcMs night_ms, web::Stay& stay) {
  const json::value* counts = record.fields.if_contains("headcounts");
  if (counts == nullptr) return;
  if (!counts->is_array()) return;
  stay.headcounts = counts->get_array();
  for (const json::value& row : stay.headcounts) {
    const json::value* on = row.as_object().if_contains("on");
    const json::value* present = row.as_object().if_contains("present");
    if (on == nullptr || present == nullptr || !on->is_int64() || !present->is_bool()) continue;
    if (on->get_int64() < night_ms || on->get_int64() < stay.counted_ms) continue;
    stay.counted_ms = on->get_int64();
    stay.present = present->get_bool();
  }
}

}  // namespace

base::UtcMs night_of(base::UtcMs now_ms) {
  const std::time_t now = now_ms / 1000;
  std::tm local{};
  localtime_r(&now, &local);
  const bool after_noon = local.tm_hour >= kNoon;
  local.tm_hour = kNoon;
  local.tm_min = local.tm_sec = 0;
  const base::UtcMs noon = std::int64_t{std::mktime(&local)} * 1000;
  return after_noon ? noon : noon - kDayMs;
}

base::Result<web::Night> ShelterOfPage::night(const web::Caller& caller) {
  return tickets_.with<web::Night>(caller, [&](const Session& session) -> base::Result<web::Night> {
    desk::House& house = tickets_.desk().house();
    base::Done allowed = session.require("case_list");
    if (!allowed) return base::pass(allowed);
    // Who reads where children sleep leaves a trace, as for a case file.
    base::Result<CaseView> own = tickets_.desk().cases().read(session, house.organisation_case());
    if (!own) return base::pass(own);
    web::Night night;
    night.case_id = house.organisation_case().text();
    night.now_ms = house.clock().now_ms();
    night.night_ms = night_of(night.now_ms);
    UserNames names(house);
    night.sites = sites_of(PageCase(house, session, *own, names).records(), night.night_ms);

    const casefile::RecordType* stays = house.catalogue().type("stay");
    const casefile::RecordType* group = house.catalogue().type("travelling_group");
    const auto lines = tickets_.desk().lists().list_in_state(
        session, *stays, *stays->field("state"), {"held", "occupied", "absent", "missing"});
    if (!lines) return std::unexpected(lines.error());
    for (const desk::CaseLine& line : *lines) {
      base::Result<CaseView> view =
          CaseView::open(house, session, line.id, {stays->compartment, group->compartment});
      if (!view) continue;
      web::Stay stay;
      stay.case_id = line.id.text();
      stay.name = line.name;
      stay.number = line.number;
      stay.sex = line.sex;
      const auto birth = base::PartialDate::from_text(line.birth.value_or("?"));
      if (birth) stay.birth = range_of(*birth);
      const casefile::FoldedRecord* with = view->first(*group, group->compartment);
      const codec::Value* same =
          with != nullptr ? with->value(group->field("group")->number) : nullptr;
      if (same != nullptr && same->as_bytes() != nullptr) {
        stay.group = base::to_hex(*same->as_bytes());
      }
      for (const web::Record& record : PageCase(house, session, *view, names).records()) {
        if (record.type != stays->id) continue;
        stay.state = text_of(record, "state");
        if (stay.state.empty()) stay.state = "held";
        if (stay.state == "left" || stay.state == "released") continue;
        stay.record_id = record.id;
        stay.version = record.version;
        stay.site_id = text_of(record, "site");
        stay.bed_id = text_of(record, "bed");
        stay.exception = text_of(record, "rule_exception");
        stay.from_ms = number_of(record, "from", 0);
        stay.until_ms = stay.state == "held" ? stay.from_ms + kHoldMs : 0;
        stay.present.reset();
        stay.counted_ms = 0;
        read_headcounts(record, night.night_ms, stay);
        night.stays.push_back(stay);
      }
    }
    return night;
  });
}

base::Result<web::Night> ShelterOfPage::add_beds(const web::Caller& caller,
                                                 const web::NewBeds& beds, base::SaveId save) {
  if (beds.room.find_first_not_of(' ') == std::string::npos) {
    return base::refuse(base::Code::bad_value, {{"field", "room"}});
  }
  if (beds.count < 1 || beds.count > kMostBeds) {
    return base::refuse(base::Code::bad_value, {{"field", "count"}});
  }
  base::Result<bool> added =
      tickets_.with<bool>(caller, [&](const Session& session) -> base::Result<bool> {
        desk::House& house = tickets_.desk().house();
        const base::Result<desk::Saved> saved = tickets_.desk().cases().change(
            session, house.organisation_case(),
            [&](const CaseView& own) { return new_beds(house, own, beds); }, save);
        if (!saved) return std::unexpected(saved.error());
        return true;
      });
  if (!added) return base::pass(added);
  return night(caller);
}

}  // namespace cli
