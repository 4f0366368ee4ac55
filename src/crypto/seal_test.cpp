#include "crypto/seal.h"

#include <sodium.h>
#include <vector>

#include "crypto/test_support.h"

using namespace crypto;
using crypto_test::counting;
using crypto_test::every_flip_refused;
using crypto_test::fixed_hex;
using crypto_test::hex;

namespace {

base::ByteView bytes_of(std::string_view text) {
  return base::as_bytes(text);
}

// The two faces of sealing, so that the same body judges the real one and a broken one.
struct Boxes {
  base::Bytes (*seal)(const Secret&, base::Random&, base::ByteView, base::ByteView);
  base::Result<base::Bytes> (*open)(const Secret&, base::ByteView, base::ByteView);
};

constexpr Boxes kReal{seal_box, open_box};
// The negative control: boxes that authenticate no associated data.
constexpr Boxes kWithoutAssociatedData{
    [](const Secret& key, base::Random& random, base::ByteView, base::ByteView plain) {
      return seal_box(key, random, {}, plain);
    },
    [](const Secret& key, base::ByteView, base::ByteView box) { return open_box(key, {}, box); }};

// True when a box opens with the context it was made with and with no other.
bool context_holds(const Boxes& boxes) {
  base::SeededRandom random(7);
  const Secret key = Secret::random(random);
  const base::Bytes plain = counting(100);
  const base::Bytes box = boxes.seal(key, random, bytes_of("case 1, ops, epoch 1"), plain);
  const auto opened = boxes.open(key, bytes_of("case 1, ops, epoch 1"), box);
  if (!opened || *opened != plain) return false;
  for (const std::string_view other : {"case 2, ops, epoch 1", "case 1, legal, epoch 1",
                                       "case 1, ops, epoch 2", "case 1, ops, epoch 1 ", ""}) {
    if (boxes.open(key, bytes_of(other), box)) return false;
  }
  return true;
}

}  // namespace

// draft-irtf-cfrg-xchacha-03, A.3.1.
TEST_CASE("XChaCha20-Poly1305 gives the draft's vector") {
  const Secret key = Secret::copy_of(counting(32, 0x80));
  const auto nonce = fixed_hex<24>("404142434445464748494a4b4c4d4e4f5051525354555657");
  const base::Bytes associated = hex("50515253c0c1c2c3c4c5c6c7");
  const base::ByteView plain = bytes_of(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
      "sunscreen would be it.");
  const base::Bytes sealed = seal(key, nonce, associated, plain);
  CHECK(base::to_hex(sealed) ==
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f"
        "4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f"
        "76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49");
  const auto opened = open(key, nonce, associated, sealed);
  REQUIRE(opened.has_value());
  CHECK(base::as_text(*opened) == base::as_text(plain));
}

TEST_CASE("padding goes to full steps and comes off only where pad put it") {
  for (const std::size_t size : {0U, 1U, 254U, 255U, 256U, 257U, 511U, 512U}) {
    const base::Bytes plain = counting(size, 0x80);
    const base::Bytes padded = pad(plain);
    CHECK(padded.size() == (size / kPadStep + 1) * kPadStep);
    const auto back = unpad(padded);
    REQUIRE(back.has_value());
    CHECK(*back == plain);
  }
  CHECK_FALSE(unpad({}).has_value());
  CHECK_FALSE(unpad(base::Bytes(256)).has_value());        // no mark
  CHECK_FALSE(unpad(base::Bytes(255, 0x80)).has_value());  // no step
  base::Bytes far(512);
  far[255] = 0x80;  // a mark further than one step from the end: not what pad makes
  CHECK_FALSE(unpad(far).has_value());
  far[256] = 0x80;
  CHECK(unpad(far).has_value());
  far[511] = 1;  // something behind the mark
  CHECK_FALSE(unpad(far).has_value());
}

TEST_CASE("a box opens whole and no flipped bit passes") {
  base::SeededRandom random(8);
  const Secret key = Secret::random(random);
  const base::Bytes box = seal_box(key, random, bytes_of("here"), counting(60));
  CHECK(box.size() == 1 + 16 + 24 + 60 + 16);
  const auto opens = [&](const base::Bytes& bytes) {
    return open_box(key, bytes_of("here"), bytes).has_value();
  };
  CHECK(opens(box));
  CHECK(every_flip_refused(box, opens));
  for (std::size_t size = 0; size < box.size(); ++size) {
    CHECK_FALSE(opens(base::Bytes(box.begin(), box.begin() + static_cast<std::ptrdiff_t>(size))));
  }
  base::Bytes longer = box;
  longer.push_back(0);
  CHECK_FALSE(opens(longer));
  CHECK(open_box(key, bytes_of("here"), hex("01")).error().code == base::Code::bad_encoding);
}

TEST_CASE("a box is bound to its context, and a box without associated data is caught") {
  CHECK(context_holds(kReal));
  CHECK_FALSE(context_holds(kWithoutAssociatedData));
}
