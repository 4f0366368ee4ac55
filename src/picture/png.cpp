// PNG by libpng's own simple interface: it keeps no chunk but the pixels.
#include <png.h>

#include "picture/raster.h"

namespace picture {

namespace {

using base::Code;

class Image {
 public:
  Image() { image.version = PNG_IMAGE_VERSION; }
  ~Image() { png_image_free(&image); }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  png_image image{};
};

}  // namespace

base::Result<Raster> decode_png(base::ByteView file) {
  Image from;
  if (png_image_begin_read_from_memory(&from.image, file.data(), file.size()) == 0) {
    return base::refuse(Code::bad_value, {{"field", "picture"}});
  }
  if (!is_bounded(from.image.width, from.image.height)) return base::refuse(Code::too_large);
  const bool clear = (from.image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  from.image.format = clear ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  Raster raster{from.image.width, from.image.height, clear ? 4U : 3U, {}};
  raster.pixels.resize(std::size_t{raster.width} * raster.height * raster.channels);
  if (png_image_finish_read(&from.image, nullptr, raster.pixels.data(), 0, nullptr) == 0) {
    return base::refuse(Code::bad_value, {{"field", "picture"}});
  }
  return raster;
}

base::Result<base::Bytes> encode_png(const Raster& raster) {
  Image to;
  to.image.width = raster.width;
  to.image.height = raster.height;
  to.image.format = raster.channels == 4 ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(to.image);
  base::Bytes bytes(size);
  if (png_image_write_to_memory(&to.image, bytes.data(), &size, 0, raster.pixels.data(), 0,
                                nullptr) == 0) {
    return base::refuse(Code::bad_value, {{"field", "picture"}});
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace picture
