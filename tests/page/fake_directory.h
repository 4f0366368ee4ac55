// FakeDirectory: one invented organisation, for the page's tests and for work on the page.
#pragma once

#include "web/service_directory.h"

namespace page {

class FakeDirectory : public web::DirectoryService {
 public:
  base::Result<Directory> directory(const web::Caller&) override {
    const web::Text text{"Refugio", "Shelter"};
    Directory out;
    out.needs = {{"shelter", text}};
    out.states = {{"MX-CHP", {"Chiapas", "Chiapas"}}};
    out.languages = {{"mam", {"Mam", "Mam"}}};
    out.organisations = {
        {"1", "Casa Inventada", "MX", "civil", "", text, text, {{"2", "lodging", text}}}};
    out.figures = {{"share", "", "percent", 2021, text, "Fuente", {}}};
    const Step step{"cluni",
                    5,
                    text,
                    text,
                    {{text, true, "LFFAOSC 18-I", "P"}},
                    {{text, 30, "business_day", "MX-LFPA", {}, "LFFAOSC 20", "P"}},
                    "LFFAOSC 18",
                    "P",
                    "2027-06-30"};
    out.tracks = {{"mexico", "MX", text, {step}, {}}};
    return out;
  }
  base::Result<Answer> find(const web::Caller&, const Ask& ask) override {
    if (ask.need != "shelter") return base::refuse(base::Code::bad_value, {{"field", "need"}});
    Found one;
    one.id = "2";
    one.organisation = "Casa Inventada";
    one.title = {"Refugio", "Shelter"};
    one.eligible = "unknown";
    one.open = "unknown";
    one.beds = "unknown_call";
    return Answer{1, {one}, {{"age", 2}}};
  }
};

}  // namespace page
