// What the organisation itself says: organisations, services, free beds, checks.
#include <algorithm>

#include "main/organisation_json.h"
#include "main/page_directory.h"

namespace cli {

namespace {

using D = web::DirectoryService;

std::string text_in(const D::Body& body, std::string_view name) {
  const boost::json::value* found = body.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

bool flag_in(const D::Body& body, std::string_view name) {
  const boost::json::value* found = body.if_contains(name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

// The organisation of this identity, or whose service has it.
std::string owner_of(const directory::Index& index, const std::string& uid) {
  for (const directory::Organisation& one : index.organisations()) {
    if (one.id == uid ||
        std::ranges::find(one.services, uid, &directory::Service::id) != one.services.end()) {
      return one.id;
    }
  }
  return {};
}

}  // namespace

D::Shown PageDirectory::page_of(const desk::Session& session, const std::string& organisation) {
  const auto book = book_.open(session);
  if (!book) return std::unexpected(book.error());
  return organisation_json({**book, seed_.places, house_.clock().now_ms(), may_write(session)},
                           organisation);
}

D::Shown PageDirectory::organisation(const web::Caller& caller, const std::string& organisation) {
  return tickets_.with<boost::json::object>(caller, [&](const desk::Session& session) -> Shown {
    return page_of(session, organisation);
  });
}

D::Shown PageDirectory::change(const web::Caller& caller, const std::string& uid, const Edit& edit,
                               base::SaveId save) {
  return tickets_.with<boost::json::object>(caller, [&](const desk::Session& session) -> Shown {
    UserNames names(house_);
    const DirectoryWrites writes(house_, session, names);
    const auto saved = book_.change(
        session,
        [&](const desk::CaseView& view, const listing::Listing& now) {
          return edit(writes, view, now);
        },
        save);
    if (!saved) return std::unexpected(saved.error());
    const auto book = book_.open(session);
    if (!book) return std::unexpected(book.error());
    const std::string owner = owner_of((*book)->index, uid);
    if (!owner.empty()) return page_of(session, owner);
    // Taken out of the list: there is no page of it any more.
    return boost::json::object();
  });
}

D::Shown PageDirectory::put_organisation(const web::Caller& caller, const std::string& organisation,
                                         const Body& body, base::SaveId save) {
  const std::string uid = organisation.empty() ? uuid_of(save) : organisation;
  return change(
      caller, uid,
      [&](const DirectoryWrites& writes, const desk::CaseView& view,
          const listing::Listing& now) -> DirectoryWrites::Edits {
        const bool there =
            std::ranges::find(now.organisations, uid, &directory::Organisation::id) !=
            now.organisations.end();
        if (!organisation.empty() && !there) {
          return base::refuse(base::Code::not_found, {{"what", "organisation"}});
        }
        return writes.organisation(view, now, uid, body);
      },
      save);
}

D::Shown PageDirectory::put_service(const web::Caller& caller, const std::string& organisation,
                                    const std::string& service, const Body& body,
                                    base::SaveId save) {
  const std::string uid = service.empty() ? uuid_of(save) : service;
  return change(
      caller, organisation,
      [&](const DirectoryWrites& writes, const desk::CaseView& view, const listing::Listing& now) {
        return writes.service(view, now, organisation, uid, body);
      },
      save);
}

D::Shown PageDirectory::say_beds(const web::Caller& caller, const std::string& service,
                                 const Body& body, base::SaveId save) {
  return change(
      caller, service,
      [&](const DirectoryWrites& writes, const desk::CaseView& view, const listing::Listing& now) {
        return writes.beds(view, now, service, body);
      },
      save);
}

D::Shown PageDirectory::check(const web::Caller& caller, const std::string& service,
                              const Body& body, base::SaveId save) {
  return change(
      caller, service,
      [&](const DirectoryWrites& writes, const desk::CaseView&, const listing::Listing& now) {
        return writes.check(now, service, text_in(body, "field"), text_in(body, "how"),
                            flag_in(body, "holds"), text_in(body, "note"));
      },
      save);
}

}  // namespace cli
