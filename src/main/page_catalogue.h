// The catalogue as one session's page sees it: the record types and fields whose compartments it
// holds or was granted in some case file (read only then), the code lists they use, the
// compartments as areas.
#pragma once

#include "desk/case_view.h"
#include "desk/session.h"
#include "web/service.h"

namespace cli {

web::Catalogue page_catalogue(desk::House& house, const desk::Session& session);

// True for types that are written by hand; not for keys, mandates and the audit trail.
bool on_page(const casefile::RecordType& type);
// On the page and readable: the view opened the field's compartment, by its team's key or a grant.
bool shows(const desk::CaseView& view, const casefile::Field& field);
// On the page and writable: the session holds the field's compartment. A grant is never enough.
bool asks(const desk::Session& session, const casefile::Field& field);
// The session may add and change records of the type with what the page can ask.
bool may_write(const desk::Session& session, const casefile::RecordType& type);

// What a grant lets the session read of this case file, as a tag of its line; nothing without one.
std::optional<web::Tag> shared_tag(const casefile::Catalogue& catalogue,
                                   const desk::Session& session, const base::CaseId& id);

web::Text text_of(const casefile::Label& label);
// A code's label; the code itself where there is none.
web::Text code_text(const casefile::Catalogue& catalogue, std::string_view list,
                    std::string_view code);

}  // namespace cli
