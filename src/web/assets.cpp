#include "web/assets.h"

#include <array>

namespace web {

namespace {

constexpr std::string_view kMagic = "AMPAGE1\n";
constexpr std::size_t kEtagSize = 32;

// Takes pieces off the front of the blob; `ok` turns false when it is too short.
struct Cursor {
  base::ByteView rest;
  bool ok = true;

  base::ByteView take(std::size_t size) {
    if (size > rest.size()) {
      ok = false;
      return {};
    }
    const base::ByteView piece = rest.first(size);
    rest = rest.subspan(size);
    return piece;
  }
  std::uint32_t number() {
    const base::ByteView bytes = take(4);
    if (!ok) return 0;
    return bytes[0] | bytes[1] << 8U | bytes[2] << 16U |
           static_cast<std::uint32_t>(bytes[3]) << 24U;
  }
};

bool is_screen(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find('.') == std::string_view::npos;
}

}  // namespace

base::Result<Assets> Assets::from_blob(base::ByteView blob) {
  Assets assets;
  Cursor cursor{blob};
  if (base::as_text(cursor.take(kMagic.size())) != kMagic) cursor.ok = false;
  while (cursor.ok && !cursor.rest.empty()) {
    const std::array sizes = {cursor.number(), cursor.number(), cursor.number(), cursor.number()};
    File file;
    file.etag = "\"" + std::string(base::as_text(cursor.take(kEtagSize))) + "\"";
    const std::string_view path = base::as_text(cursor.take(sizes[0]));
    file.type = base::as_text(cursor.take(sizes[1]));
    file.raw = cursor.take(sizes[2]);
    file.gzip = cursor.take(sizes[3]);
    if (cursor.ok) assets.files_.emplace(path, std::move(file));
  }
  if (!cursor.ok) return base::refuse(base::Code::bad_encoding, {{"what", "page"}});
  return assets;
}

net::Response Assets::answer(const net::Head& head) const {
  auto found = files_.find(head.path);
  if (found == files_.end() && is_screen(head.path)) found = files_.find("/");
  if (found == files_.end()) return {404, {}, {}, {}};
  const File& file = found->second;
  // Names under /assets/ hold a hash of their content: they never change.
  const bool hashed = head.path.starts_with("/assets/");
  net::Response answer;
  answer.headers = {{"ETag", file.etag},
                    {"Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache"},
                    {"Vary", "Accept-Encoding"}};
  if (net::header(head.headers, "If-None-Match") == file.etag) {
    answer.status = 304;
    return answer;
  }
  answer.headers.emplace_back("Content-Type", file.type);
  const bool gzip =
      !file.gzip.empty() &&
      net::header(head.headers, "Accept-Encoding").find("gzip") != std::string_view::npos;
  if (gzip) answer.headers.emplace_back("Content-Encoding", "gzip");
  answer.fixed_body = gzip ? file.gzip : file.raw;
  return answer;
}

}  // namespace web
