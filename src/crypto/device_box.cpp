#include "crypto/device_box.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/obj_mac.h>

#include "base/check.h"

namespace crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kHeadSize = 1 + sizeof(DevicePublic) + kNonceSize;
constexpr std::string_view kInfo = "amparo/outbox/1";
constexpr std::string_view kLabel = "amparo/p256";

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* what) const { Free(what); }
};
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP, EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT, EC_POINT_clear_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_clear_free>>;
using Context = std::unique_ptr<BN_CTX, Freed<BN_CTX, BN_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>>;
using Key32 = std::array<std::uint8_t, kKeySize>;

Group curve() {
  Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  AMPARO_CHECK(group != nullptr);
  return group;
}

// Between 1 and the order of the curve, or nothing: one secret in four thousand million.
std::optional<Number> scalar_in(const EC_GROUP& group, const Secret& secret) {
  Number number(BN_bin2bn(secret.reveal().data(), kKeySize, BN_secure_new()));
  AMPARO_CHECK(number != nullptr);
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  const bool fits =
      !BN_is_zero(number.get()) && BN_cmp(number.get(), EC_GROUP_get0_order(&group)) < 0;
  if (!fits) return std::nullopt;
  return number;
}

Key32 hmac(base::ByteView key, base::ByteView first, base::ByteView second = {}) {
  base::Bytes message(first.begin(), first.end());
  message.insert(message.end(), second.begin(), second.end());
  Key32 mac{};
  unsigned size = 0;
  AMPARO_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(),
                    message.size(), mac.data(), &size) != nullptr);
  wipe(message);
  return mac;
}

// RFC 5869 for one block.
Key32 hkdf(base::ByteView salt, base::ByteView agreed) {
  Key32 extracted = hmac(salt, agreed);
  constexpr std::array<std::uint8_t, 1> kBlock = {1};
  const Key32 key = hmac(extracted, base::as_bytes(kInfo), kBlock);
  wipe(extracted);
  return key;
}

// ECDH's x. Nothing when their bytes are no point of the curve.
std::optional<Key32> agree(const Secret& scalar, base::ByteView theirs) {
  const Group group = curve();
  const Context context(BN_CTX_secure_new());
  const Point point(EC_POINT_new(group.get()));
  const Point shared(EC_POINT_new(group.get()));
  const Number x(BN_secure_new());
  AMPARO_CHECK(context && point && shared && x);
  if (EC_POINT_oct2point(group.get(), point.get(), theirs.data(), theirs.size(), context.get()) !=
      1) {
    return std::nullopt;
  }
  const std::optional<Number> number = scalar_in(*group, scalar);
  AMPARO_CHECK(number.has_value());
  Key32 agreed{};
  const bool done = EC_POINT_mul(group.get(), shared.get(), nullptr, point.get(), number->get(),
                                 context.get()) == 1 &&
                    EC_POINT_get_affine_coordinates(group.get(), shared.get(), x.get(), nullptr,
                                                    context.get()) == 1 &&
                    BN_bn2binpad(x.get(), agreed.data(), kKeySize) == static_cast<int>(kKeySize);
  if (!done) return std::nullopt;
  return agreed;
}

std::optional<base::Bytes> open_gcm(const Key32& key, base::ByteView nonce, base::ByteView bound,
                                    base::ByteView sealed) {
  const Cipher cipher(EVP_CIPHER_CTX_new());
  AMPARO_CHECK(cipher != nullptr);
  const base::ByteView text = sealed.first(sealed.size() - kTagSize);
  base::Bytes tag(sealed.end() - kTagSize, sealed.end());
  base::Bytes plain(text.size() + 1);
  int size = 0;
  int rest = 0;
  const bool opened =
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &size, bound.data(),
                        static_cast<int>(bound.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), plain.data(), &size, text.data(),
                        static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagSize),
                          tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), plain.data() + size, &rest) == 1;
  if (!opened) {
    wipe(plain);
    return std::nullopt;
  }
  plain.resize(text.size());
  return plain;
}

}  // namespace

DeviceKey DeviceKey::from_secret(Secret secret) {
  const Group group = curve();
  const Context context(BN_CTX_secure_new());
  const Point point(EC_POINT_new(group.get()));
  AMPARO_CHECK(context && point);
  for (std::uint8_t count = 0;; ++count) {
    Secret scalar = derive(secret, kLabel, {&count, 1});
    const std::optional<Number> number = scalar_in(*group, scalar);
    if (!number) continue;
    DevicePublic exported{};
    AMPARO_CHECK(EC_POINT_mul(group.get(), point.get(), number->get(), nullptr, nullptr,
                              context.get()) == 1);
    AMPARO_CHECK(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                    exported.data(), exported.size(),
                                    context.get()) == exported.size());
    return {std::move(scalar), exported};
  }
}

base::Result<base::Bytes> DeviceKey::open(base::ByteView bound, base::ByteView box) const {
  const auto refused = base::refuse(base::Code::cannot_open);
  if (box.size() < kHeadSize + kTagSize || box[0] != kVersion) return refused;
  const base::ByteView theirs = box.subspan(1, sizeof(DevicePublic));
  const base::ByteView nonce = box.subspan(1 + sizeof(DevicePublic), kNonceSize);
  std::optional<Key32> agreed = agree(scalar_, theirs);
  if (!agreed) return refused;
  base::Bytes salt(theirs.begin(), theirs.end());
  salt.insert(salt.end(), public_.begin(), public_.end());
  Key32 key = hkdf(salt, *agreed);
  std::optional<base::Bytes> plain = open_gcm(key, nonce, bound, box.subspan(kHeadSize));
  wipe(*agreed);
  wipe(key);
  if (!plain) return refused;
  return std::move(*plain);
}

}  // namespace crypto
