#include "picture/raster.h"

#include <algorithm>
#include <array>

#include "picture/copy.h"

namespace picture {

namespace {

std::size_t offset(const Raster& raster, std::uint32_t x, std::uint32_t y) {
  return (std::size_t{y} * raster.width + x) * raster.channels;
}

// Where the pixel (x, y) of the upright picture stands in one of that orientation.
std::array<std::uint32_t, 2> source_of(const Raster& from, int orientation, std::uint32_t x,
                                       std::uint32_t y) {
  const std::uint32_t right = from.width - 1;
  const std::uint32_t bottom = from.height - 1;
  switch (orientation) {
    case 2:
      return {right - x, y};
    case 3:
      return {right - x, bottom - y};
    case 4:
      return {x, bottom - y};
    case 5:
      return {y, x};
    case 6:
      return {y, bottom - x};
    case 7:
      return {right - y, bottom - x};
    case 8:
      return {right - y, x};
    default:
      return {x, y};
  }
}

}  // namespace

bool is_bounded(std::uint64_t width, std::uint64_t height) {
  return width > 0 && height > 0 && width <= kMostPixels && height <= kMostPixels / width;
}

Raster shrunk(Raster raster, std::uint32_t side) {
  const std::uint32_t longest = std::max(raster.width, raster.height);
  if (longest <= side) return raster;
  Raster out;
  out.channels = raster.channels;
  out.width = std::max<std::uint32_t>(
      1, static_cast<std::uint32_t>(std::uint64_t{raster.width} * side / longest));
  out.height = std::max<std::uint32_t>(
      1, static_cast<std::uint32_t>(std::uint64_t{raster.height} * side / longest));
  out.pixels.resize(std::size_t{out.width} * out.height * out.channels);
  const auto edge = [](std::uint64_t at, std::uint64_t from, std::uint64_t to) {
    return static_cast<std::uint32_t>(at * from / to);
  };
  for (std::uint32_t y = 0; y < out.height; ++y) {
    const std::uint32_t top = edge(y, raster.height, out.height);
    const std::uint32_t bottom = std::max(top + 1, edge(y + 1ULL, raster.height, out.height));
    for (std::uint32_t x = 0; x < out.width; ++x) {
      const std::uint32_t left = edge(x, raster.width, out.width);
      const std::uint32_t right = std::max(left + 1, edge(x + 1ULL, raster.width, out.width));
      std::array<std::uint64_t, 4> sum{};
      for (std::uint32_t row = top; row < bottom; ++row) {
        const std::uint8_t* pixel = &raster.pixels[offset(raster, left, row)];
        for (std::uint32_t n = 0; n < (right - left) * raster.channels; ++n) {
          sum[n % raster.channels] += pixel[n];
        }
      }
      const std::uint64_t count = std::uint64_t{bottom - top} * (right - left);
      for (std::uint32_t c = 0; c < out.channels; ++c) {
        out.pixels[offset(out, x, y) + c] = static_cast<std::uint8_t>(sum[c] / count);
      }
    }
  }
  return out;
}

Raster upright(Raster raster, int orientation) {
  if (orientation < 2 || orientation > 8) return raster;
  Raster out;
  out.channels = raster.channels;
  out.width = orientation < 5 ? raster.width : raster.height;
  out.height = orientation < 5 ? raster.height : raster.width;
  out.pixels.resize(raster.pixels.size());
  for (std::uint32_t y = 0; y < out.height; ++y) {
    for (std::uint32_t x = 0; x < out.width; ++x) {
      const auto [from_x, from_y] = source_of(raster, orientation, x, y);
      std::copy_n(&raster.pixels[offset(raster, from_x, from_y)], raster.channels,
                  &out.pixels[offset(out, x, y)]);
    }
  }
  return out;
}

int exif_orientation(base::ByteView segment) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  constexpr std::size_t kFirst = 6;  // the TIFF header; offsets count from here
  constexpr std::uint32_t kTag = 0x0112;
  if (segment.size() < kFirst + 8 ||
      !std::equal(kExif.begin(), kExif.end(), segment.begin(),
                  [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
    return 1;
  }
  const base::ByteView tiff = segment.subspan(kFirst);
  const bool little = tiff[0] == 'I';
  // Beyond the end reads as zero, which is no tag and no entry.
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::uint32_t value = 0;
    if (at > tiff.size() || tiff.size() - at < bytes) return value;
    for (std::size_t i = 0; i < bytes; ++i) {
      value = value << 8 | tiff[little ? at + bytes - 1 - i : at + i];
    }
    return value;
  };
  const std::size_t directory = number(4, 4);
  const std::uint32_t entries = number(directory, 2);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{i} * 12;
    if (entry >= tiff.size()) break;
    if (number(entry, 2) == kTag) return static_cast<int>(number(entry + 8, 2));
  }
  return 1;
}

}  // namespace picture
