#include "main/page_drafts.h"

namespace cli {

using desk::Session;

base::Result<std::vector<web::Draft>> DraftsOfPage::drafts(const web::Caller& caller) {
  using All = std::vector<web::Draft>;
  return tickets_.with<All>(caller, [&](const Session& session) -> base::Result<All> {
    All all;
    for (desk::Drafts::Draft& one : drafts_.all(session)) {
      all.push_back({std::move(one.place), std::move(one.text)});
    }
    return all;
  });
}

base::Done DraftsOfPage::keep(const web::Caller& caller, const web::Draft& draft) {
  if (draft.place.size() > kLongestPlace) {
    return base::refuse(base::Code::bad_value, {{"field", "place"}});
  }
  if (draft.text.size() > kLongestText) {
    return base::refuse(base::Code::bad_value, {{"field", "text"}});
  }
  auto done = tickets_.with<bool>(caller, [&](const Session& session) -> base::Result<bool> {
    base::Done kept = drafts_.keep(session, {draft.place, draft.text}, kMostOfAPerson);
    if (!kept) return base::pass(kept);
    return true;
  });
  if (!done) return base::pass(done);
  return {};
}

base::Done DraftsOfPage::wipe(const web::Caller& caller, const std::string& place) {
  auto done = tickets_.with<bool>(caller, [&](const Session& session) -> base::Result<bool> {
    drafts_.wipe(session, place);
    return true;
  });
  if (!done) return base::pass(done);
  return {};
}

}  // namespace cli
