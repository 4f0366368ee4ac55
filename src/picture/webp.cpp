// WebP by libwebp; what moves is not a photograph.
#include <webp/decode.h>

#include "picture/raster.h"

namespace picture {

using base::Code;

base::Result<Raster> decode_webp(base::ByteView file) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK ||
      features.has_animation != 0 || features.width <= 0 || features.height <= 0) {
    return base::refuse(Code::bad_value, {{"field", "picture"}});
  }
  Raster raster{static_cast<std::uint32_t>(features.width),
                static_cast<std::uint32_t>(features.height),
                features.has_alpha != 0 ? 4U : 3U,
                {}};
  if (!is_bounded(raster.width, raster.height)) return base::refuse(Code::too_large);
  const std::size_t row = std::size_t{raster.width} * raster.channels;
  raster.pixels.resize(row * raster.height);
  const auto decode = raster.channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (decode(file.data(), file.size(), raster.pixels.data(), raster.pixels.size(),
             static_cast<int>(row)) == nullptr) {
    return base::refuse(Code::bad_value, {{"field", "picture"}});
  }
  return raster;
}

}  // namespace picture
