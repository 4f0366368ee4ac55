#include "crypto/seal.h"

#include <algorithm>
#include <optional>
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

TEST_CASE("a box does not open under another key, not even a crafted one") {
  base::SeededRandom random(9);
  const Secret a = Secret::random(random);
  const Secret b = Secret::random(random);
  base::Bytes box = seal_box(a, random, bytes_of("here"), counting(40));
  CHECK(box_key_id(box) == key_id_of(a));
  CHECK(open_box(b, bytes_of("here"), box).error().code == base::Code::cannot_open);

  // Crafted: what b would open (sealed under b, header and all), but naming a's key. Without the
  // key id check one box could open as two testimonies.
  const KeyId id = key_id_of(a);
  base::Bytes header(box.begin(), box.begin() + 41);
  REQUIRE(std::equal(id.begin(), id.end(), header.begin() + 1));
  Nonce nonce;
  std::copy_n(header.begin() + 17, nonce.size(), nonce.begin());
  base::Bytes associated = header;
  for (const std::uint8_t byte : bytes_of("here")) associated.push_back(byte);
  const base::Bytes sealed = seal(b, nonce, associated, counting(40));
  base::Bytes crafted = header;
  crafted.insert(crafted.end(), sealed.begin(), sealed.end());
  REQUIRE(open(b, nonce, associated, sealed).has_value());  // the cipher alone would open it
  CHECK_FALSE(open_box(b, bytes_of("here"), crafted).has_value());
  CHECK_FALSE(open_box(a, bytes_of("here"), crafted).has_value());
}

namespace {

// A file of two and a half chunks and what it takes to read it.
struct SealedFile {
  base::Bytes plain = counting(2 * kChunkSize + 1000);
  base::Bytes header;
  std::vector<base::Bytes> chunks;
};

SealedFile seal_file(const ItemKey& key, base::Random& random) {
  SealedFile file;
  const ChunkSealer sealer(key, random);
  file.header = sealer.header();
  for (std::size_t at = 0, number = 0; at < file.plain.size(); at += kChunkSize, ++number) {
    const std::size_t size = std::min(kChunkSize, file.plain.size() - at);
    file.chunks.push_back(sealer.seal_chunk(number, at + size == file.plain.size(),
                                            base::ByteView(file.plain).subspan(at, size)));
  }
  return file;
}

// Reads the chunks as a file; nothing when any is refused.
std::optional<base::Bytes> read_file(const ItemKey& key, base::ByteView header,
                                     const std::vector<base::Bytes>& chunks) {
  const auto opener = ChunkOpener::from_header(key, header);
  if (!opener) return std::nullopt;
  base::Bytes plain;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const auto part = opener->open_chunk(i, i + 1 == chunks.size(), chunks[i]);
    if (!part) return std::nullopt;
    plain.insert(plain.end(), part->begin(), part->end());
  }
  return plain;
}

}  // namespace

TEST_CASE("a file's chunks open in any order, and only as the file they were") {
  base::SeededRandom random(10);
  const ItemKey key = ItemKey::random(random);
  const SealedFile file = seal_file(key, random);
  CHECK(read_file(key, file.header, file.chunks) == file.plain);

  const auto opener = ChunkOpener::from_header(key, file.header);
  REQUIRE(opener.has_value());
  const auto middle = opener->open_chunk(1, false, file.chunks[1]);
  REQUIRE(middle.has_value());
  CHECK(std::equal(middle->begin(), middle->end(), file.plain.begin() + kChunkSize));

  const auto& c = file.chunks;
  CHECK_FALSE(read_file(key, file.header, {c[0], c[1]}));  // truncated
  CHECK_FALSE(read_file(key, file.header, {c[0]}));
  CHECK_FALSE(read_file(key, file.header, {c[1], c[0], c[2]}));        // reordered
  CHECK_FALSE(read_file(key, file.header, {c[0], c[0], c[1], c[2]}));  // duplicated
  CHECK_FALSE(read_file(key, file.header, {c[0], c[2]}));              // dropped
  CHECK_FALSE(read_file(key, file.header, {c[0], c[1], c[2], c[2]}));  // grown

  const SealedFile other = seal_file(key, random);  // same key, other file
  CHECK_FALSE(read_file(key, file.header, {c[0], other.chunks[1], c[2]}));
  CHECK_FALSE(read_file(key, other.header, c));
  CHECK(ChunkOpener::from_header(ItemKey::random(random), file.header).error().code ==
        base::Code::cannot_open);
}

TEST_CASE("no flipped bit of a chunk or a file header passes") {
  base::SeededRandom random(11);
  const ItemKey key = ItemKey::random(random);
  const ChunkSealer sealer(key, random);
  const base::Bytes chunk = sealer.seal_chunk(0, true, counting(50));
  CHECK(read_file(key, sealer.header(), {chunk}) == counting(50));
  CHECK(every_flip_refused(chunk, [&](const base::Bytes& bytes) {
    return read_file(key, sealer.header(), {bytes}).has_value();
  }));
  CHECK(every_flip_refused(sealer.header(), [&](const base::Bytes& bytes) {
    return read_file(key, bytes, {chunk}).has_value();
  }));
}

TEST_CASE("an empty file is one empty last chunk") {
  base::SeededRandom random(12);
  const ItemKey key = ItemKey::random(random);
  const ChunkSealer sealer(key, random);
  const base::Bytes chunk = sealer.seal_chunk(0, true, {});
  CHECK(chunk.size() == kTagSize);
  CHECK(read_file(key, sealer.header(), {chunk}) == base::Bytes{});
}
