// The stripped copy of a photograph: the same picture drawn anew from its pixels, in a file that
// this program wrote from its first byte to its last. Nothing of the original file is in it: no
// place, no camera, no comment, no thumbnail, nothing that follows the picture.
//
// The decoders read what a stranger made: call this in a process of its own only (picture/jail.h).
// Pure. Threads: any.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace picture {

// Checked before a pixel is decoded.
inline constexpr std::uint64_t kMostPixels = 60'000'000;
inline constexpr std::size_t kMostBytes = 64ULL * 1024 * 1024;
// The longer side of the copy, at most.
inline constexpr std::uint32_t kLongestSide = 2048;

// The media type of the copy of such a file; "" when there is none: of what is not a photograph.
std::string_view copy_media(std::string_view media);

// Turned upright, shrunk to kLongestSide. JPEG of a JPEG, else PNG. Refusals: bad_value when it
// cannot be decoded or moves, too_large beyond the bounds.
base::Result<base::Bytes> stripped_copy(std::string_view media, base::ByteView original);

}  // namespace picture
