// Files as sealed chunks (seal.h). Header: [version 1][key id 16][prefix 15], 32 bytes, associated
// data of every chunk; nonce: [prefix 15][chunk number, big-endian 8][1 when last, else 0].
#include <algorithm>
#include <vector>

#include "base/check.h"
#include "crypto/hash.h"
#include "crypto/seal.h"

namespace crypto {

namespace {

constexpr std::uint8_t kChunkVersion = 1;
constexpr std::size_t kKeyIdSize = sizeof(KeyId);
constexpr std::size_t kPrefixSize = 15;
constexpr std::size_t kHeaderSize = 1 + kKeyIdSize + kPrefixSize;

using Header = std::array<std::uint8_t, kHeaderSize>;

Nonce chunk_nonce(const Header& header, std::uint64_t number, bool last) {
  Nonce nonce;
  auto at = std::copy_n(header.begin() + 1 + kKeyIdSize, kPrefixSize, nonce.begin());
  for (int shift = 56; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(number >> shift);
  *at = last ? 1 : 0;
  return nonce;
}

// One cutting of a file into chunks, so that equal files have equally many and equal places.
bool fits(std::uint64_t number, bool last, std::size_t plain_size) {
  if (!last) return plain_size == kChunkSize;
  return plain_size <= kChunkSize && (plain_size > 0 || number == 0);
}

}  // namespace

struct ChunkSealer::State {
  Secret key;
  Header header;
  std::vector<bool> sealed;
};

ChunkSealer::ChunkSealer(const ItemKey& key, base::Random& random)
    : state_(new State{key.secret().duplicate(), {}, {}}) {
  state_->header[0] = kChunkVersion;
  const KeyId id = key_id(key);
  std::copy(id.begin(), id.end(), state_->header.begin() + 1);
  random.fill(std::span(state_->header).subspan(1 + kKeyIdSize));
}
ChunkSealer::~ChunkSealer() = default;
ChunkSealer::ChunkSealer(ChunkSealer&&) noexcept = default;

base::Bytes ChunkSealer::header() const {
  return {state_->header.begin(), state_->header.end()};
}

base::Bytes ChunkSealer::seal_chunk(std::uint64_t number, bool last, base::ByteView plain) const {
  AMPARO_CHECK(fits(number, last, plain.size()));
  if (number >= state_->sealed.size()) state_->sealed.resize(number + 1);
  AMPARO_CHECK(!state_->sealed[number]);
  state_->sealed[number] = true;
  return seal(state_->key, chunk_nonce(state_->header, number, last), state_->header, plain);
}

struct ChunkOpener::State {
  Secret key;
  Header header;
};

ChunkOpener::ChunkOpener() = default;
ChunkOpener::~ChunkOpener() = default;
ChunkOpener::ChunkOpener(ChunkOpener&&) noexcept = default;

base::Result<ChunkOpener> ChunkOpener::from_header(const ItemKey& key, base::ByteView header) {
  if (header.size() != kHeaderSize || header[0] != kChunkVersion) {
    return base::refuse(base::Code::bad_encoding, {{"at", "0"}, {"why", "file header"}});
  }
  if (!equal(header.subspan(1, kKeyIdSize), key_id(key))) {
    return base::refuse(base::Code::cannot_open);
  }
  ChunkOpener opener;
  opener.state_.reset(new State{key.secret().duplicate(), {}});
  std::copy(header.begin(), header.end(), opener.state_->header.begin());
  return opener;
}

base::Result<base::Bytes> ChunkOpener::open_chunk(std::uint64_t number, bool last,
                                                  base::ByteView sealed) const {
  if (sealed.size() < kTagSize || !fits(number, last, sealed.size() - kTagSize)) {
    return base::refuse(base::Code::cannot_open);
  }
  return open(state_->key, chunk_nonce(state_->header, number, last), state_->header, sealed);
}

}  // namespace crypto
