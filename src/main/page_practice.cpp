#include "main/page_practice.h"

#include "desk/kept.h"

namespace cli {

namespace {

using desk::Session;

constexpr std::string_view kMark = "(práctica) ";
constexpr const char* kReason = "practice arrival";

std::string name_of(const Session& session) {
  return "practice/" + session.person().id.text();
}

}  // namespace

// Nothing is kept of what was never made or is shredded already.
base::Result<std::uint64_t> PracticeOfPage::wipe_of(const Session& session) {
  desk::House& house = tickets_.desk().house();
  base::Result<std::optional<std::string>> known = desk::kept(house, name_of(session));
  if (!known) return base::pass(known);
  if (!*known || (*known)->empty()) return 0;
  const base::Result<base::CaseId> id = base::CaseId::from_text(**known);
  std::uint64_t entries = 0;
  if (id && !house.ledger().streams_of_case(*id).empty()) {
    base::Result<desk::CaseFiles::Shredded> shredded =
        tickets_.desk().cases().shred(session, *id, kReason);
    const bool gone = !shredded && shredded.error().code == base::Code::not_found;
    if (!shredded && !gone) return base::pass(shredded);
    if (shredded) entries = shredded->entries;
  }
  desk::keep(house, name_of(session), "");
  return entries;
}

base::Done PracticeOfPage::announce(const Session& session, const base::CaseId& id) {
  for (const char* action : {"case_create", "case_shred"}) {
    base::Done allowed = session.require(action);
    if (!allowed) return allowed;
  }
  desk::House& house = tickets_.desk().house();
  const base::Result<std::optional<std::string>> known = desk::kept(house, name_of(session));
  if (known && *known && **known == id.text()) return {};
  base::Result<std::uint64_t> wiped = wipe_of(session);
  if (!wiped) return base::pass(wiped);
  desk::keep(house, name_of(session), id.text());
  return {};
}

base::Result<web::CaseRow> PracticeOfPage::begin(const web::Caller& caller, web::Arrival arrival,
                                                 base::SaveId save) {
  const std::lock_guard lock(mutex_);
  base::Result<bool> announced =
      tickets_.with<bool>(caller, [&](const Session& session) -> base::Result<bool> {
        base::Done done = announce(session, desk::case_of_save(save));
        if (!done) return base::pass(done);
        return true;
      });
  if (!announced) return base::pass(announced);
  arrival.name.insert(0, kMark);
  return service_.create_case(caller, arrival, save);
}

base::Result<std::uint64_t> PracticeOfPage::wipe(const web::Caller& caller) {
  using Count = std::uint64_t;
  const std::lock_guard lock(mutex_);
  return tickets_.with<Count>(
      caller, [&](const Session& session) -> base::Result<Count> { return wipe_of(session); });
}

void PracticeOfPage::wipe_left(const Session& session) {
  const std::lock_guard lock(mutex_);
  // A refusal (a role that may no longer shred) leaves it to a log-in of hers that may.
  (void)wipe_of(session);
}

}  // namespace cli
