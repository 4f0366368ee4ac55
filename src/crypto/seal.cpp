#include "crypto/seal.h"

#include <algorithm>
#include <sodium.h>

#include "base/check.h"
#include "crypto/hash.h"

namespace crypto {

namespace {

constexpr std::uint8_t kBoxVersion = 1;
constexpr std::size_t kKeyIdSize = sizeof(KeyId);
constexpr std::size_t kBoxHeaderSize = 1 + kKeyIdSize + kNonceSize;

void append(base::Bytes& to, base::ByteView from) {
  to.insert(to.end(), from.begin(), from.end());
}

base::Bytes joined(base::ByteView first, base::ByteView second) {
  base::Bytes out;
  out.reserve(first.size() + second.size());
  append(out, first);
  append(out, second);
  return out;
}

}  // namespace

Nonce random_nonce(base::Random& random) {
  Nonce nonce;
  random.fill(nonce);
  return nonce;
}

base::Bytes pad(base::ByteView plain) {
  base::Bytes out;
  out.reserve((plain.size() / kPadStep + 1) * kPadStep);
  append(out, plain);
  out.push_back(0x80);
  out.resize((plain.size() / kPadStep + 1) * kPadStep);
  return out;
}

base::Result<base::Bytes> unpad(base::Bytes padded) {
  const auto refused = [&] {
    return base::refuse(base::Code::bad_encoding,
                        {{"at", std::to_string(padded.size())}, {"why", "padding"}});
  };
  if (padded.empty() || padded.size() % kPadStep != 0) {
    return refused();
  }
  std::size_t end = padded.size() - 1;
  const std::size_t last_block = padded.size() - kPadStep;
  while (end > last_block && padded[end] == 0) --end;
  if (padded[end] != 0x80) return refused();
  padded.resize(end);
  return padded;
}

base::Bytes seal(const Secret& key, const Nonce& nonce, base::ByteView associated,
                 base::ByteView plain) {
  base::Bytes out(plain.size() + kTagSize);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, plain.data(), plain.size(),
                                             associated.data(), associated.size(), nullptr,
                                             nonce.data(), key.reveal().data());
  return out;
}

base::Result<base::Bytes> open(const Secret& key, const Nonce& nonce, base::ByteView associated,
                               base::ByteView sealed) {
  if (sealed.size() < kTagSize) return base::refuse(base::Code::cannot_open);
  base::Bytes out(sealed.size() - kTagSize);
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      out.data(), nullptr, nullptr, sealed.data(), sealed.size(), associated.data(),
      associated.size(), nonce.data(), key.reveal().data());
  if (failed != 0) return base::refuse(base::Code::cannot_open);
  return out;
}

base::Bytes seal_box(const Secret& key, base::Random& random, base::ByteView context,
                     base::ByteView plain) {
  const KeyId id = key_id_of(key);
  const Nonce nonce = random_nonce(random);
  base::Bytes box;
  box.reserve(kBoxHeaderSize + plain.size() + kTagSize);
  box.push_back(kBoxVersion);
  append(box, id);
  append(box, nonce);
  append(box, seal(key, nonce, joined(box, context), plain));
  return box;
}

base::Result<base::Bytes> open_box(const Secret& key, base::ByteView context, base::ByteView box) {
  base::Result<KeyId> named = box_key_id(box);
  if (!named) return base::pass(named);
  if (!equal(*named, key_id_of(key))) return base::refuse(base::Code::cannot_open);
  const base::ByteView header = box.first(kBoxHeaderSize);
  Nonce nonce;
  std::copy_n(header.begin() + 1 + kKeyIdSize, kNonceSize, nonce.begin());
  return open(key, nonce, joined(header, context), box.subspan(kBoxHeaderSize));
}

base::Result<KeyId> box_key_id(base::ByteView box) {
  if (box.size() < kBoxHeaderSize + kTagSize || box[0] != kBoxVersion) {
    return base::refuse(base::Code::bad_encoding, {{"at", "0"}, {"why", "box"}});
  }
  KeyId id;
  std::copy_n(box.begin() + 1, kKeyIdSize, id.begin());
  return id;
}

}  // namespace crypto
