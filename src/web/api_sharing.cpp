#include <boost/json/array.hpp>

#include "web/api.h"
#include "web/json.h"
#include "web/service_sharing.h"

namespace web {

namespace {

namespace json = boost::json;

json::array list_of(const std::vector<std::string>& values) {
  return json::array(values.begin(), values.end());
}

json::object shown(const Reader& reader) {
  return {{"who", reader.who}, {"what", to_json(reader.what)}, {"parts", list_of(reader.parts)}};
}

json::object shown(const SharingPart& part) {
  json::array records;
  for (const SharingPart::Seen& seen : part.records) {
    records.push_back(
        {{"record_id", seen.record_id}, {"type", seen.type}, {"fields", list_of(seen.fields)}});
  }
  return {{"part", part.part}, {"held", part.held}, {"records", std::move(records)}};
}

json::object shown(const SharingRecipient& one) {
  return {{"name", one.name}, {"what", to_json(one.what)}, {"partner", one.partner}};
}

json::object shown(const SharingBasis& basis) {
  return {{"basis", basis.basis},
          {"longest_days", basis.longest_days},
          {"parts", list_of(basis.parts)},
          {"recipient_classes", list_of(basis.recipient_classes)},
          {"needs_reason", basis.needs_reason},
          {"needs_norm", basis.needs_norm}};
}

json::object shown(const Grant& grant) {
  return {{"id", grant.id},
          {"why", grant.why},
          {"basis", grant.basis},
          {"purpose", grant.purpose},
          {"parts", list_of(grant.parts)},
          {"recipient_class", grant.recipient_class},
          {"recipient", grant.recipient},
          {"until_ms", grant.until_ms},
          {"review_ms", grant.review_ms},
          {"given_ms", grant.given_ms},
          {"given_by", grant.given_by},
          {"reason", grant.reason},
          {"consent", grant.consent},
          {"pending", list_of(grant.pending)}};
}

json::object shown(const Emergency& one) {
  return {{"id", one.id},
          {"who", one.who},
          {"reason", one.reason},
          {"parts", list_of(one.parts)},
          {"given_ms", one.given_ms},
          {"until_ms", one.until_ms},
          {"reviewed", one.reviewed},
          {"justified", one.justified},
          {"review", one.review},
          {"mine", one.mine}};
}

template <class T>
json::array each(const std::vector<T>& values) {
  json::array out;
  for (const T& value : values) out.push_back(shown(value));
  return out;
}

base::Result<Answer> answer_of(base::Result<Sharing> sharing, unsigned status) {
  if (!sharing) return base::pass(sharing);
  return Answer{.status = status,
                .body = {{"may_give", sharing->may_give},
                         {"may_withdraw", sharing->may_withdraw},
                         {"readers", each(sharing->readers)},
                         {"parts", each(sharing->parts)},
                         {"recipients", each(sharing->recipients)},
                         {"bases", each(sharing->bases)},
                         {"grants", each(sharing->grants)},
                         {"emergency_parts", list_of(sharing->emergency_parts)},
                         {"emergencies", each(sharing->emergencies)}}};
}

base::Result<SharingService*> service(const Call& call) {
  if (call.services.sharing == nullptr) return base::refuse(base::Code::not_found);
  return call.services.sharing;
}

bool take(const json::value& value, std::string& place) {
  if (value.is_string()) place = std::string(value.get_string());
  return value.is_string();
}
bool take(const json::value& value, base::UtcMs& place) {
  if (value.is_int64()) place = value.get_int64();
  return value.is_int64();
}
bool take(const json::value& value, bool& place) {
  if (value.is_bool()) place = value.get_bool();
  return value.is_bool();
}
bool take(const json::value& value, std::vector<std::string>& place) {
  if (!value.is_array()) return false;
  for (const json::value& one : value.get_array()) {
    if (!one.is_string()) return false;
    place.emplace_back(one.get_string());
  }
  return true;
}

// Reads a body's members into their places; `member` answers whether it knew one and took it.
template <class Member>
base::Done read(const json::value& body, Member member) {
  if (!body.is_object()) return base::refuse(base::Code::bad_json);
  for (const auto& [name, value] : body.get_object()) {
    if (!member(std::string_view(name), value)) {
      return base::refuse(base::Code::bad_json, {{"field", std::string(name)}});
    }
  }
  return {};
}

base::Result<NewGrant> grant_from(const json::value& body) {
  NewGrant what;
  const std::pair<std::string_view, std::string*> texts[] = {
      {"basis", &what.basis},         {"purpose", &what.purpose},
      {"recipient", &what.recipient}, {"recipient_class", &what.recipient_class},
      {"reason", &what.reason},       {"norm", &what.norm},
      {"consent", &what.consent},     {"capacity", &what.capacity},
      {"words", &what.words},         {"language", &what.language},
      {"method", &what.method}};
  base::Done done = read(body, [&](std::string_view name, const json::value& value) {
    if (name == "parts") return take(value, what.parts);
    if (name == "until_ms") return take(value, what.until_ms);
    if (name == "review_ms") return take(value, what.review_ms);
    for (const auto& [known, place] : texts) {
      if (known == name) return take(value, *place);
    }
    return false;
  });
  if (!done) return base::pass(done);
  return what;
}

base::Result<Answer> look(Call& call) {
  base::Result<SharingService*> sharing = service(call);
  if (!sharing) return base::pass(sharing);
  return answer_of((*sharing)->sharing(*call.caller, call.params[0]), 200);
}

base::Result<Answer> give(Call& call) {
  base::Result<SharingService*> sharing = service(call);
  if (!sharing) return base::pass(sharing);
  base::Result<NewGrant> what = grant_from(call.body);
  if (!what) return base::pass(what);
  return answer_of((*sharing)->give(*call.caller, call.params[0], *what, call.save), 201);
}

base::Result<Answer> withdraw(Call& call) {
  base::Result<SharingService*> sharing = service(call);
  if (!sharing) return base::pass(sharing);
  Withdrawal what;
  base::Done done = read(call.body, [&](std::string_view name, const json::value& value) {
    if (name == "whole_consent") return take(value, what.whole_consent);
    return name == "words" && take(value, what.words);
  });
  if (!done) return base::pass(done);
  return answer_of(
      (*sharing)->withdraw(*call.caller, call.params[0], call.params[1], what, call.save), 200);
}

base::Result<Answer> break_glass(Call& call) {
  base::Result<SharingService*> sharing = service(call);
  if (!sharing) return base::pass(sharing);
  NewEmergency what;
  base::Done done = read(call.body, [&](std::string_view name, const json::value& value) {
    if (name == "parts") return take(value, what.parts);
    return name == "reason" && take(value, what.reason);
  });
  if (!done) return base::pass(done);
  return answer_of((*sharing)->break_glass(*call.caller, call.params[0], what, call.save), 201);
}

base::Result<Answer> review(Call& call) {
  base::Result<SharingService*> sharing = service(call);
  if (!sharing) return base::pass(sharing);
  EmergencyReview what;
  base::Done done = read(call.body, [&](std::string_view name, const json::value& value) {
    if (name == "justified") return take(value, what.justified);
    return name == "words" && take(value, what.words);
  });
  if (!done) return base::pass(done);
  return answer_of(
      (*sharing)->review(*call.caller, call.params[0], call.params[1], what, call.save), 200);
}

}  // namespace

std::vector<Route> sharing_routes() {
  return {
      {"GET", "/api/v1/cases/{case}/sharing", Door::session, Repeat::safe, look},
      {"POST", "/api/v1/cases/{case}/grants", Door::session, Repeat::needs_key, give},
      {"POST", "/api/v1/cases/{case}/grants/{grant}/withdraw", Door::session, Repeat::needs_key,
       withdraw},
      {"POST", "/api/v1/cases/{case}/emergencies", Door::session, Repeat::needs_key, break_glass},
      {"POST", "/api/v1/cases/{case}/emergencies/{emergency}/review", Door::session,
       Repeat::needs_key, review}};
}

}  // namespace web
