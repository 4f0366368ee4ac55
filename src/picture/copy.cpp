#include "picture/copy.h"

#include "picture/raster.h"

namespace picture {

namespace {

using base::Code;

constexpr std::string_view kJpeg = "image/jpeg";
constexpr std::string_view kPng = "image/png";
constexpr std::string_view kWebp = "image/webp";

}  // namespace

std::string_view copy_media(std::string_view media) {
  if (media == kJpeg) return kJpeg;
  return media == kPng || media == kWebp ? kPng : std::string_view();
}

base::Result<base::Bytes> stripped_copy(std::string_view media, base::ByteView original) {
  if (copy_media(media).empty()) return base::refuse(Code::bad_value, {{"field", "media"}});
  if (original.size() > kMostBytes) return base::refuse(Code::too_large);
  int orientation = 1;
  base::Result<Raster> raster = media == kJpeg  ? decode_jpeg(original, kLongestSide, orientation)
                                : media == kPng ? decode_png(original)
                                                : decode_webp(original);
  if (!raster) return base::pass(raster);
  const Raster shown = upright(shrunk(std::move(*raster), kLongestSide), orientation);
  return media == kJpeg ? encode_jpeg(shown) : encode_png(shown);
}

}  // namespace picture
