#include "picture/copy.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <sys/wait.h>

#include "picture/jail.h"
#include "picture/raster.h"

namespace picture {
namespace {

// Reds to the right, greens downwards, one white corner at the top left.
Raster drawing(std::uint32_t width, std::uint32_t height, std::uint32_t channels = 3) {
  Raster raster{width, height, channels, {}};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const bool corner = x < width / 4 && y < height / 4;
      const auto shade = [&](std::uint32_t at, std::uint32_t of) {
        return static_cast<std::uint8_t>(corner ? 255 : at * 200 / of);
      };
      raster.pixels.push_back(shade(x, width));
      raster.pixels.push_back(shade(y, height));
      raster.pixels.push_back(corner ? 255 : 0);
      if (channels == 4) raster.pixels.push_back(255);
    }
  }
  return raster;
}

bool has(base::ByteView bytes, std::string_view text) {
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return all.find(text) != std::string_view::npos;
}

// A segment of a JPEG: marker, length, content; placed behind the first two bytes.
base::Bytes with_segment(const base::Bytes& jpeg, std::uint8_t marker, std::string_view content) {
  base::Bytes out(jpeg.begin(), jpeg.begin() + 2);
  const std::size_t length = content.size() + 2;
  out.insert(out.end(), {0xFF, marker, static_cast<std::uint8_t>(length >> 8),
                         static_cast<std::uint8_t>(length)});
  out.insert(out.end(), content.begin(), content.end());
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

std::string exif_with(char orientation) {
  using namespace std::string_literals;
  return "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + orientation +
         "\0\0\0\0\0\0GPS-19.4326"s;
}

std::uint8_t red_at(const Raster& raster, std::uint32_t x, std::uint32_t y) {
  return raster.pixels[(std::size_t{y} * raster.width + x) * raster.channels + 2];
}

TEST_CASE("a JPEG's copy holds the picture and nothing that was written beside it") {
  const base::Bytes plain = *encode_jpeg(drawing(64, 32));
  base::Bytes full = with_segment(plain, 0xFE, "<script>alert(1)</script>");
  full = with_segment(full, 0xE1, exif_with(1));
  for (const char c : std::string("PK\x03\x04 behind the picture")) {
    full.push_back(static_cast<std::uint8_t>(c));
  }
  REQUIRE(has(full, "<script>"));
  const base::Result<base::Bytes> copy = stripped_copy("image/jpeg", full);
  REQUIRE(copy);
  for (const std::string_view word : {"<script>", "Exif", "GPS", "PK\x03\x04", "behind"}) {
    CHECK(!has(*copy, word));
  }
  int orientation = 0;
  const base::Result<Raster> shown = decode_jpeg(*copy, kLongestSide, orientation);
  REQUIRE(shown);
  CHECK(shown->width == 64);
  CHECK(shown->height == 32);
  CHECK(orientation == 1);
  CHECK(red_at(*shown, 4, 2) > 200);
  CHECK(red_at(*shown, 60, 30) < 60);
}

TEST_CASE("the copy stands upright, however the camera was held") {
  // Where the white corner comes to lie, by orientation: 0 left or top, 1 right or bottom.
  const struct {
    char orientation;
    bool turned, right, bottom;
  } cases[] = {{1, false, false, false}, {2, false, true, false}, {3, false, true, true},
               {4, false, false, true},  {5, true, false, false}, {6, true, true, false},
               {7, true, true, true},    {8, true, false, true},  {9, false, false, false}};
  const base::Bytes plain = *encode_jpeg(drawing(80, 40));
  for (const auto& one : cases) {
    CAPTURE(int{one.orientation});
    const base::Bytes turned = with_segment(plain, 0xE1, exif_with(one.orientation));
    int orientation = 0;
    const base::Result<Raster> shown =
        decode_jpeg(*stripped_copy("image/jpeg", turned), kLongestSide, orientation);
    REQUIRE(shown);
    CHECK(shown->width == (one.turned ? 40 : 80));
    CHECK(shown->height == (one.turned ? 80 : 40));
    const std::uint32_t x = one.right ? shown->width - 3 : 2;
    const std::uint32_t y = one.bottom ? shown->height - 3 : 2;
    CHECK(red_at(*shown, x, y) > 200);
    CHECK(red_at(*shown, shown->width / 2, shown->height / 2) < 60);
  }
}

TEST_CASE("an Exif segment of nonsense is no orientation, and no reading beyond its end") {
  const std::string whole = exif_with(6);
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    const int found = exif_orientation(base::as_bytes(std::string_view(whole).substr(0, n)));
    CHECK((found == 1 || found == 6 || found == 0));
  }
  std::string far = whole;
  far[10] = '\x7F';  // the directory lies far behind
  CHECK(exif_orientation(base::as_bytes(far)) == 1);
}

TEST_CASE("PNG: pixels and transparency stay, text chunks go; a large one is shrunk") {
  Raster raster = drawing(30, 20, 4);
  raster.pixels[3] = 0;
  const base::Result<base::Bytes> copy = stripped_copy("image/png", *encode_png(raster));
  REQUIRE(copy);
  CHECK(decode_png(*copy)->pixels == raster.pixels);
  CHECK(!has(*copy, "tEXt"));
  const base::Result<base::Bytes> small =
      stripped_copy("image/png", *encode_png(drawing(kLongestSide * 2, 10)));
  REQUIRE(small);
  CHECK(decode_png(*small)->width == kLongestSide);
  CHECK(decode_png(*small)->height == 5);
  CHECK(red_at(*decode_png(*small), 3, 0) > 200);
}

TEST_CASE("a header that claims too many pixels is refused before they are decoded") {
  base::Bytes png = *encode_png(drawing(8, 8));
  // Width and height of IHDR; its checksum no longer holds, and libpng is told so only at reading.
  for (const std::size_t at : {16, 20}) {
    png[at] = 0;
    png[at + 1] = 0x0F;
  }
  CHECK(!stripped_copy("image/png", png));
  base::Bytes jpeg = *encode_jpeg(drawing(8, 8));
  for (std::size_t i = 0; i + 9 < jpeg.size(); ++i) {
    if (jpeg[i] != 0xFF || jpeg[i + 1] != 0xC0) continue;
    for (const std::size_t at : {5, 7}) jpeg[i + at] = 0x70;  // 28,672 each
  }
  const base::Result<base::Bytes> refused = stripped_copy("image/jpeg", jpeg);
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Code::too_large);
}

TEST_CASE("cut, changed or foreign bytes are refused, never a crash") {
  const base::Bytes jpeg = *encode_jpeg(drawing(40, 40));
  const base::Bytes png = *encode_png(drawing(40, 40));
  CHECK(!stripped_copy("image/png", jpeg));
  CHECK(!stripped_copy("image/jpeg", png));
  CHECK(!stripped_copy("image/webp", png));
  CHECK(!stripped_copy("image/svg+xml", png));
  CHECK(!stripped_copy("image/jpeg", {}));
  // Up to the chunk behind the pixels, which libpng does not miss.
  for (std::size_t n = 0; n + 16 < png.size(); n += 7) {
    CHECK(!stripped_copy("image/png", base::ByteView(png).first(n)));
  }
  for (std::size_t n = 2; n < jpeg.size(); ++n) {
    base::Bytes changed = jpeg;
    changed[n] ^= 0x55;
    const base::Result<base::Bytes> copy = stripped_copy("image/jpeg", changed);
    CHECK((!copy || !copy->empty()));
  }
}

// How a child ends that does `act` behind the jail's door.
template <class Act>
int status_of(const Act& act) {
  const pid_t pid = fork();
  if (pid == 0) {
    if (!shut_in()) _exit(77);
    act();
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

TEST_CASE("in the jail: memory, reading and writing; anything else ends the process") {
  const int quiet = status_of([] {
    if (write(STDOUT_FILENO, "", 0) != 0) _exit(1);
  });
  REQUIRE(WIFEXITED(quiet));
  REQUIRE(WEXITSTATUS(quiet) == 0);  // the control: what is allowed passes
  const auto killed = [](int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS; };
  CHECK(killed(status_of([] { static_cast<void>(open("/etc/passwd", O_RDONLY)); })));
  CHECK(killed(status_of([] { static_cast<void>(fork()); })));
  CHECK(killed(status_of([] { static_cast<void>(kill(getppid(), 0)); })));
}

}  // namespace
}  // namespace picture
