// The built page, embedded in the program (target amparo_page; ui/CMakeLists.txt).
#pragma once

#include "base/bytes.h"

namespace web {

// Lives as long as the program. Empty magic only when the program was built without the page.
base::ByteView page_blob();

}  // namespace web
