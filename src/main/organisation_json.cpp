#include "main/organisation_json.h"

#include <algorithm>

#include <boost/json/array.hpp>

namespace cli {

namespace {

namespace json = boost::json;
using directory::Field;
using directory::Service;

constexpr Field kFields[] = {Field::phone,   Field::hours,     Field::intake_hours,
                             Field::address, Field::languages, Field::conditions,
                             Field::beds};

json::array words(const std::vector<std::string>& all) {
  return json::array(all.begin(), all.end());
}

json::array hours_json(const directory::Hours& hours) {
  json::array out;
  for (const directory::Opening& one : hours.weekly) {
    out.push_back({{"weekday", one.weekday}, {"opens", one.from_min}, {"closes", one.to_min}});
  }
  return out;
}

json::array codes_json(const std::vector<std::string>& sexes) {
  json::array out;
  for (const std::string& word : sexes) out.emplace_back(listing::sex_code(word));
  return out;
}

template <class T>
void put(json::object& out, const char* name, const std::optional<T>& value) {
  if (value) out[name] = *value;
}

std::string_view shown_name(directory::Visibility visibility) {
  static constexpr std::string_view kNames[] = {"full", "municipality", "hidden"};
  return kNames[static_cast<std::size_t>(visibility)];
}

class ServiceJson {
 public:
  ServiceJson(const OrganisationShown& of, const Service& whole)
      : of_(of), one_(directory::visible(whole)) {}

  json::object whole() const {
    json::object out{{"id", one_.id},
                     {"code", one_.code},
                     {"title", text_json(one_.title)},
                     {"state", one_.state},
                     {"municipality", one_.municipality},
                     {"place", place_text(of_.places, one_.state, one_.municipality)},
                     {"address", one_.address},
                     {"phone", one_.phone},
                     {"intermediary_phone", one_.intermediary_phone},
                     {"visibility", shown_name(one_.visibility)},
                     {"zone", one_.zone},
                     {"always_open", one_.hours.always},
                     {"hours", hours_json(one_.hours)},
                     {"always_admits", one_.intake_hours.always},
                     {"intake_hours", hours_json(one_.intake_hours)},
                     {"sexes", codes_json(one_.eligibility.sexes)},
                     {"nationalities", words(one_.eligibility.nationalities)},
                     {"wings", wings()},
                     {"checks", checks()},
                     {"past", past()},
                     {"own", of_.book.listing.service_records.contains(one_.id)}};
    json::array languages;
    for (const directory::Speaks& speaks : one_.languages) {
      languages.push_back({{"language", speaks.language},
                           {"variant", speaks.variant},
                           {"mode", directory::mode_name(speaks.mode)}});
    }
    out["languages"] = std::move(languages);
    put(out, "min_age", one_.eligibility.min_age);
    put(out, "max_age", one_.eligibility.max_age);
    put(out, "unaccompanied", one_.eligibility.unaccompanied);
    put(out, "pregnant", one_.eligibility.pregnant);
    put(out, "needs_papers", one_.eligibility.needs_papers);
    return out;
  }

 private:
  json::array wings() const {
    json::array out;
    for (const directory::Wing& wing : one_.wings) {
      const bool fresh = of_.now_ms - wing.updated_ms <= directory::believed_ms(Field::beds);
      json::object line{{"wing", wing.name},
                        {"sexes", codes_json(wing.sexes)},
                        {"beds", wing.beds},
                        // A number that nobody believes any more is not shown as one.
                        {"free", fresh ? wing.free : 0},
                        {"said_ms", wing.updated_ms},
                        {"fresh", fresh}};
      put(line, "min_age", wing.min_age);
      put(line, "max_age", wing.max_age);
      out.push_back(std::move(line));
    }
    return out;
  }

  json::array checks() const {
    json::array out;
    for (const Field field : kFields) {
      const auto said = one_.verified.find(field);
      const bool disputed = of_.book.listing.disputed.contains({one_.id, field});
      static constexpr std::string_view kStates[] = {"fresh", "stale", "never"};
      const auto state = static_cast<std::size_t>(directory::freshness(one_, field, of_.now_ms));
      json::object line{{"field", listing::field_name(field)},
                        {"state", disputed ? "disputed" : kStates[state]},
                        {"by", ""},
                        {"how", ""},
                        {"at_ms", 0},
                        {"until_ms", 0}};
      if (said != one_.verified.end()) {
        line["by"] = said->second.by;
        line["how"] = said->second.how;
        line["at_ms"] = said->second.at_ms;
        line["until_ms"] = said->second.at_ms + directory::believed_ms(field);
      }
      out.push_back(std::move(line));
    }
    return out;
  }

  json::array past() const {
    json::array out;
    for (const listing::Checked& one : of_.book.listing.checked) {
      if (one.service != one_.id) continue;
      out.push_back({{"field", listing::field_name(one.field)},
                     {"holds", one.holds},
                     {"by", one.verified.by},
                     {"how", one.verified.how},
                     {"at_ms", one.verified.at_ms},
                     {"note", one.note}});
    }
    return out;
  }

  const OrganisationShown& of_;
  Service one_;
};

json::array duplicates_json(const OrganisationShown& of, std::size_t at) {
  json::array out;
  const auto& all = of.book.index.organisations();
  for (const directory::Duplicate& pair : directory::duplicates(all)) {
    if (pair.first != at && pair.second != at) continue;
    const directory::Organisation& other = all[pair.first == at ? pair.second : pair.first];
    out.push_back({{"id", other.id}, {"name", other.name}, {"why", pair.why}});
  }
  return out;
}

}  // namespace

json::object text_json(const directory::Text& text) {
  return {{"es", text.es}, {"en", text.en}};
}

std::string place_text(const directory::Places& places, const std::string& state,
                       const std::string& municipality) {
  const directory::Place* in = places.find(state);
  const directory::Place* at = places.find(municipality);
  if (at != nullptr && in != nullptr) return at->es + ", " + in->es;
  return in != nullptr ? in->es : std::string();
}

base::Result<json::object> organisation_json(const OrganisationShown& of, const std::string& id) {
  const auto& all = of.book.index.organisations();
  const auto found = std::ranges::find(all, id, &directory::Organisation::id);
  if (found == all.end()) return base::refuse(base::Code::not_found, {{"what", "organisation"}});
  const directory::Organisation& one = *found;
  json::object out{
      {"id", one.id},
      {"name", one.name},
      {"aliases", words(one.aliases)},
      {"country", one.country},
      {"sector", one.sector},
      {"level", one.level},
      {"form", one.form},
      {"recipient_class", one.recipient_class},
      {"state", one.state},
      {"municipality", one.municipality},
      {"place", place_text(of.places, one.state, one.municipality)},
      {"serves", text_json(one.serves)},
      {"source", text_json(one.source)},
      {"own", of.book.listing.organisation_records.contains(one.id)},
      {"may_write", of.may_write},
      {"duplicates", duplicates_json(of, static_cast<std::size_t>(found - all.begin()))}};
  json::array identifiers, services, duties, flags;
  for (const directory::Identifier& register_ : one.identifiers) {
    identifiers.push_back({{"system", register_.scheme}, {"value", register_.value}});
  }
  for (const Service& service : one.services) services.push_back(ServiceJson(of, service).whole());
  for (const directory::Duty& duty : one.duties) {
    duties.push_back(
        {{"right", duty.right}, {"norm", duty.norm}, {"limit", duty.limit}, {"grade", duty.grade}});
  }
  for (const listing::Flag& flag : of.book.listing.flags) {
    flags.push_back(
        {{"type", flag.type}, {"name", flag.name}, {"field", flag.field}, {"why", flag.why}});
  }
  out["identifiers"] = std::move(identifiers);
  out["services"] = std::move(services);
  out["duties"] = std::move(duties);
  out["flags"] = std::move(flags);
  return out;
}

}  // namespace cli
