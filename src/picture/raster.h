// Raster: decoded pixels, and what is done to them. Internal to picture.
#pragma once

#include "base/bytes.h"

namespace picture {

// Rows from the top, pixels from the left, `channels` bytes each: 3 RGB or 4 RGBA.
struct Raster {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 3;
  base::Bytes pixels = {};
};

// True when so many pixels may be decoded.
bool is_bounded(std::uint64_t width, std::uint64_t height);

// The mean of the pixels that fall together, so that the longer side has at most `side`.
Raster shrunk(Raster raster, std::uint32_t side);
// As the camera was held: orientation 1 to 8 of Exif, others are 1.
Raster upright(Raster raster, int orientation);

base::Result<Raster> decode_jpeg(base::ByteView file, std::uint32_t side, int& orientation);
base::Result<Raster> decode_png(base::ByteView file);
base::Result<Raster> decode_webp(base::ByteView file);
base::Result<base::Bytes> encode_jpeg(const Raster& raster);
base::Result<base::Bytes> encode_png(const Raster& raster);

// The orientation in an APP1 segment of a JPEG, behind its length; 1 when it says none.
int exif_orientation(base::ByteView segment);

}  // namespace picture
