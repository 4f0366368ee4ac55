// Assets: the built page, embedded in the program as one blob, each file also compressed ahead.
//
// Blob: "AMPAGE1\n", then for each file: u32 length of path, u32 length of type, u32 length of raw,
// u32 length of gzip (0: none), the ETag's 32 hexadecimal digits, then path, type, raw, gzip; all
// numbers little-endian. Written by ui/tools/pack.mjs.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "net/http.h"

namespace web {

class Assets {
 public:
  // No page: every path is unknown.
  Assets() = default;
  // Views into `blob`, which must outlive the Assets. Refusal bad_encoding.
  static base::Result<Assets> from_blob(base::ByteView blob);

  // The file of a path, or of "/" for a path that is a screen of the page (has no dot in its last
  // part). 404 for another.
  net::Response answer(const net::Head& head) const;
  bool empty() const { return files_.empty(); }

 private:
  struct File {
    std::string_view type;
    base::ByteView raw;
    base::ByteView gzip;
    std::string etag;
  };
  std::map<std::string_view, File> files_;
};

}  // namespace web
