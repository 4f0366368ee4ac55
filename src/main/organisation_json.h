// One organisation of the directory as the page shows it (docs/api/openapi.yaml, OrganisationPage):
// only what may be shown of each service.
#pragma once

#include <boost/json/object.hpp>

#include "main/directory_book.h"

namespace cli {

struct OrganisationShown {
  const Book& book;
  const directory::Places& places;
  base::UtcMs now_ms = 0;
  bool may_write = false;
};

// Refusal not_found.
base::Result<boost::json::object> organisation_json(const OrganisationShown& of,
                                                    const std::string& id);

boost::json::object text_json(const directory::Text& text);
// "Ciudad Ixtepec, Oaxaca", "Chiapas", or nothing where the source does not state it.
std::string place_text(const directory::Places& places, const std::string& state,
                       const std::string& municipality);

}  // namespace cli
