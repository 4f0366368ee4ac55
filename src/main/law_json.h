// LawJson: a case file's law in the shapes of docs/api/openapi.yaml (LawView). Draws, decides
// nothing: what a person may see comes in as a flag.
#pragma once

#include <boost/json/object.hpp>

#include "main/field_json.h"
#include "main/law_room.h"

namespace cli {

class LawJson {
 public:
  // All must outlive it. `counsel`: the session holds the legal compartment.
  LawJson(desk::House& house, UserNames& names, const LawRoom& room, const CaseLaw& now,
          bool counsel)
      : house_(house), names_(names), room_(room), now_(now), counsel_(counsel) {}

  // LawView: a line for every answer, and the best questions.
  boost::json::object view() const;
  // LawRule; nothing when there is no such rule here or it is not for this person.
  std::optional<boost::json::object> rule(const std::string& id) const;
  boost::json::array rights() const;
  // Rules whose answer differs between two screenings of the same law.
  boost::json::array changes(const law::Screening& before, const law::Screening& after) const;

  boost::json::object both(law::Text text) const;
  // Who said what of an atom, and when; "" texts where it was not written.
  boost::json::array said(law::Index atom) const;

 private:
  bool may_see(const law::Rule& rule) const;
  boost::json::object line(const law::Answer& answer) const;
  boost::json::object reason(const law::Line& line) const;
  boost::json::object norm(const law::NormState& state) const;
  boost::json::object due(const law::DueAnswer& due) const;
  boost::json::array remedies(law::Run run) const;
  boost::json::object right(const law::Right& right) const;
  boost::json::array time_bars() const;
  boost::json::object question(law::Index index) const;
  boost::json::array effects(law::Index index) const;
  boost::json::array call() const;
  boost::json::object value(const law::Value& value) const;

  desk::House& house_;
  UserNames& names_;
  const LawRoom& room_;
  const CaseLaw& now_;
  bool counsel_;
};

// "applies", "missing" or "not_today", from what the facts point to.
std::string_view group_of(const law::Verdict& verdict);
// A day or, in hours, a minute; "" when there is none.
std::string due_text(const law::Due& due, const std::optional<std::int32_t>& value);

}  // namespace cli
