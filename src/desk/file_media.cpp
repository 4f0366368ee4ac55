// What a file may be shown as. A list, not a guess: a signature at a fixed place and the endings
// that go with it.
#include <algorithm>
#include <array>

#include "desk/files.h"

namespace desk {

namespace {

struct Known {
  std::string_view media;
  std::size_t at;
  std::string_view signature;
  std::string_view endings;  // each between spaces
};

using namespace std::string_view_literals;

constexpr std::array kKnown = {
    Known{"image/jpeg", 0, "\xFF\xD8\xFF"sv, " jpg jpeg jfif "},
    Known{"image/png", 0, "\x89PNG\r\n\x1A\n"sv, " png "},
    Known{"image/webp", 8, "WEBPVP8"sv, " webp "},
    Known{"image/gif", 0, "GIF8"sv, " gif "},
    Known{"image/heic", 4, "ftyphei"sv, " heic heif "},
    Known{"image/heic", 4, "ftypmif1"sv, " heic heif "},
    Known{"application/pdf", 0, "%PDF-"sv, " pdf "},
    Known{"audio/mpeg", 0, "ID3"sv, " mp3 "},
    Known{"audio/ogg", 0, "OggS"sv, " ogg oga opus "},
    Known{"audio/wav", 8, "WAVEfmt "sv, " wav "},
    Known{"audio/mp4", 4, "ftypM4A"sv, " m4a "},
    Known{"video/mp4", 4, "ftyp"sv, " mp4 m4v mov 3gp "},
    Known{"video/webm", 0, "\x1A\x45\xDF\xA3"sv, " webm "},
    Known{"application/zip", 0, "PK\x03\x04"sv, " zip docx xlsx odt ods "},
};

std::string ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string ending(name.substr(dot + 1));
  std::ranges::transform(ending, ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return ending;
}

}  // namespace

std::string file_media(std::string_view name, base::ByteView head) {
  const std::string ending = ending_of(name);
  if (ending.empty() || ending.find(' ') != std::string::npos) return {};
  const std::string_view bytes(reinterpret_cast<const char*>(head.data()), head.size());
  for (const Known& known : kKnown) {
    if (bytes.size() < known.at || !bytes.substr(known.at).starts_with(known.signature)) continue;
    const std::string wanted = " " + ending + " ";
    if (known.endings.find(wanted) != std::string_view::npos) return std::string(known.media);
  }
  return {};
}

}  // namespace desk
