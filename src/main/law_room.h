// LawRoom: the law of this node and what it says of one case file that a session has opened.
//
// Threads: any; the law in force is swapped whole.
#pragma once

#include <memory>
#include <mutex>

#include "desk/case_view.h"
#include "law/question.h"
#include "main/law_packs.h"
#include "screening/gather.h"

namespace cli {

// One case file judged by one law. Indices are those of `law`.
struct CaseLaw {
  std::shared_ptr<const LawSet> law;
  screening::Gathered gathered;
  law::Bound bound;
  law::Screening screening;

  const law::Answer* answer(law::Index rule) const;
};

class LawRoom {
 public:
  // The law of the pack. Fault internal when the pack carries none that can be read.
  explicit LawRoom(desk::House& house);

  // The set that was adopted last, else that of the program. An adoption is seen by the next call.
  std::shared_ptr<const LawSet> in_force() const;
  // The hash of an adopted set that cannot be read, so that the program's own law holds; else "".
  std::string unread() const;
  const screening::Mapping& mapping() const { return mapping_; }
  law::Day today() const;

  // What the view's records say, in the atoms of a law.
  screening::Gathered facts(const desk::CaseView& view, const law::Ruleset& ruleset) const;
  // Every rule of both countries over what the view opened, today.
  CaseLaw judge(const desk::CaseView& view) const;
  // What happened on a day, by the law of that day, with what is known now.
  CaseLaw judge_on(const desk::CaseView& view, law::Day day) const;
  // The same by another law and on other dates.
  CaseLaw judge(const desk::CaseView& view, std::shared_ptr<const LawSet> set,
                const law::Dates& dates) const;
  // The same with one more fact, to see what it would change.
  law::Screening suppose(const CaseLaw& now, law::Index atom, const law::Value& value) const;

 private:
  desk::House& house_;
  screening::Mapping mapping_;
  mutable std::mutex mutex_;
  std::shared_ptr<const LawSet> own_;              // of the program
  mutable std::shared_ptr<const LawSet> adopted_;  // read when it is asked for
};

// By which a stored evaluation names the facts and dates it judged, hexadecimal.
std::string facts_hash(const CaseLaw& now);
// True when the duty is owed and nothing shows that it was done.
bool is_open_duty(const CaseLaw& now, const law::Answer& answer);

}  // namespace cli
