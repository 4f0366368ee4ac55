#include "web/page_blob.h"

extern "C" {
extern const std::uint8_t amparo_page_begin[];
extern const std::uint8_t amparo_page_end[];
}

namespace web {

base::ByteView page_blob() {
  return {amparo_page_begin, amparo_page_end};
}

}  // namespace web
