// Calendars: their documents.
#pragma once

#include "law/compile/builder.h"

namespace law {

Calendar make_calendar(Builder& builder, Reader& reader);

}  // namespace law
