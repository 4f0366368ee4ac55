// FakeDirectory: one invented organisation, for the page's tests and for work on the page.
#pragma once

#include <boost/json/array.hpp>

#include "web/service_directory.h"

namespace page {

namespace json = boost::json;

class FakeDirectory : public web::DirectoryService {
 public:
  base::Result<Directory> directory(const web::Caller&) override {
    const web::Text text{"Refugio", "Shelter"};
    Directory out;
    out.needs = {{"shelter", text}};
    out.states = {{"MX-CHP", {"Chiapas", "Chiapas"}}};
    out.languages = {{"mam", {"Mam", "Mam"}}};
    out.organisations = {{"1",
                          "Casa Inventada",
                          "MX",
                          "civil",
                          "MX-CHP",
                          "Chiapas",
                          text,
                          text,
                          {{"2", "lodging", text, "", "Chiapas"}},
                          true,
                          true}};
    out.figures = {{"share", "", "percent", 2021, text, "Fuente", {}}};
    const Step step{"cluni",
                    5,
                    text,
                    text,
                    {{"application", text, true, false, "cluni", "LFFAOSC 18-I", "P"}},
                    {{text, 30, "business_day", "MX-LFPA", {}, "LFFAOSC 20", "P"}},
                    "LFFAOSC 18",
                    "P",
                    "2027-06-30"};
    out.tracks = {{"mexico", "MX", text, {step}, {}}};
    out.may_write = true;
    return out;
  }
  base::Result<Answer> find(const web::Caller&, const Ask& ask) override {
    if (ask.need != "shelter") return base::refuse(base::Code::bad_value, {{"field", "need"}});
    Found one;
    one.id = "2";
    one.organisation_id = "1";
    one.organisation = "Casa Inventada";
    one.title = {"Refugio", "Shelter"};
    one.eligible = "unknown";
    one.open = "unknown";
    one.beds = "unknown_call";
    one.stale = {"beds"};
    return Answer{1, {one}, {{"age", 2}}, {"age"}};
  }

  Shown organisation(const web::Caller&, const std::string& id) override {
    if (id != "1") return base::refuse(base::Code::not_found, {{"what", "organisation"}});
    return page();
  }
  Shown put_organisation(const web::Caller&, const std::string&, const Body&,
                         base::SaveId) override {
    return page();
  }
  Shown put_service(const web::Caller&, const std::string&, const std::string&, const Body&,
                    base::SaveId) override {
    return page();
  }
  Shown say_beds(const web::Caller&, const std::string&, const Body& body, base::SaveId) override {
    if (body.at("free").as_int64() < 0) {
      return base::refuse(base::Code::bad_value, {{"field", "capacity"}, {"why", "below zero"}});
    }
    return page();
  }
  Shown check(const web::Caller&, const std::string&, const Body&, base::SaveId) override {
    return page();
  }
  Shown constitution(const web::Caller&) override { return standing(); }
  Shown add_event(const web::Caller&, const Body&, base::SaveId) override { return standing(); }
  base::Result<std::string> calendar(const web::Caller&) override {
    return std::string("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  }
  Shown templates(const web::Caller&) override {
    const json::array clauses{{{"cite", "LFFAOSC 3"}, {"text", text()}}};
    return json::object{
        {"organisation", "Casa Inventada"},
        {"templates", json::array{{{"id", "statutes"}, {"title", text()}, {"clauses", clauses}}}}};
  }
  Shown refer(const web::Caller&, const std::string&, const Body&, base::SaveId) override {
    return referral("sent");
  }
  Shown packet(const web::Caller&, const std::string&, const std::string&) override {
    return json::object{{"to", "Casa Inventada"},
                        {"service", text()},
                        {"place", "Chiapas"},
                        {"phone", ""},
                        {"from", "Casa Ejemplo"},
                        {"by", "lucia"},
                        {"number", "AMP-0000"},
                        {"age", "16"},
                        {"languages", json::array{text()}},
                        {"needs_interpreter", true},
                        {"reason", "Necesita un lugar"},
                        {"urgency", "high"},
                        {"on_ms", 1},
                        {"answer_by_ms", 0}};
  }
  Shown close_referral(const web::Caller&, const std::string&, const std::string&, const Body&,
                       base::SaveId) override {
    return referral("closed");
  }

 private:
  static json::object text() { return {{"es", "Refugio"}, {"en", "Shelter"}}; }
  static json::object referral(const char* state) {
    return {{"record_id", "3"}, {"organisation", "Casa Inventada"}, {"state", state}};
  }
  static json::object page() {
    const json::array hours{{{"weekday", 1}, {"opens", 540}, {"closes", 1020}}};
    const json::object service{
        {"id", "2"},
        {"code", "lodging"},
        {"title", text()},
        {"state", "MX-CHP"},
        {"municipality", ""},
        {"place", "Chiapas"},
        {"address", ""},
        {"phone", ""},
        {"intermediary_phone", ""},
        {"visibility", "hidden"},
        {"zone", ""},
        {"always_open", false},
        {"hours", hours},
        {"always_admits", true},
        {"intake_hours", json::array()},
        {"languages", json::array{{{"language", "mam"}, {"variant", ""}, {"mode", "phone"}}}},
        {"sexes", json::array{"f"}},
        {"nationalities", json::array()},
        {"min_age", 12},
        {"pregnant", true},
        {"wings", json::array{{{"wing", "Niñas"},
                               {"sexes", json::array{"f"}},
                               {"beds", 10},
                               {"free", 0},
                               {"said_ms", 0},
                               {"fresh", false}}}},
        {"checks", json::array{{{"field", "beds"},
                                {"state", "stale"},
                                {"by", "lucia"},
                                {"how", "self"},
                                {"at_ms", 1},
                                {"until_ms", 2}}}},
        {"past", json::array{{{"field", "phone"},
                              {"holds", true},
                              {"by", "lucia"},
                              {"how", "call"},
                              {"at_ms", 1},
                              {"note", ""}}}},
        {"own", true}};
    return {{"id", "1"},
            {"name", "Casa Inventada"},
            {"aliases", json::array()},
            {"country", "MX"},
            {"sector", "civil"},
            {"level", "local"},
            {"form", "association"},
            {"recipient_class", "shelter"},
            {"state", "MX-CHP"},
            {"municipality", ""},
            {"place", "Chiapas"},
            {"serves", text()},
            {"source", text()},
            {"identifiers", json::array{{{"system", "MX-CLUNI"}, {"value", "INV0001"}}}},
            {"services", json::array{service}},
            {"duties", json::array()},
            {"own", true},
            {"may_write", true},
            {"duplicates", json::array()},
            {"flags", json::array()}};
  }
  static json::object standing() {
    const json::object document{{"document", "application"}, {"title", text()},
                                {"required", true},          {"expires", false},
                                {"on", "2026-03-02"},        {"until", ""},
                                {"reference", "folio 1"},    {"template", "cluni"}};
    const json::object clock{{"term", "decision"},      {"title", text()},
                             {"started", "2026-03-02"}, {"safe", "2026-04-13"},
                             {"latest", "2026-04-15"},  {"left", 29},
                             {"on_authority", true},    {"over", false},
                             {"cite", "LFFAOSC 20"},    {"grade", "P"}};
    const json::object step{{"id", "cluni"},
                            {"title", text()},
                            {"filing", true},
                            {"state", "sent"},
                            {"since", "2026-03-02"},
                            {"evidence", json::array{document}},
                            {"missing", json::array()},
                            {"waits_for", json::array()},
                            {"clocks", json::array{clock}}};
    const json::object duty{{"id", "annual_report"},
                            {"title", text()},
                            {"event", json::object{{"es", ""}, {"en", ""}}},
                            {"on", "2027-01-31"},
                            {"reminders", json::array{"2026-12-02"}},
                            {"running", true}};
    const json::object track{{"track", "mexico"},
                             {"steps", json::array{step}},
                             {"life", json::array{duty}},
                             {"not_counted", json::array()}};
    return {{"today", "2026-11-22"}, {"may_write", true}, {"tracks", json::array{track}}};
  }
};

}  // namespace page
