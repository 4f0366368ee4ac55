#include "crypto/device_box.h"

#include "crypto/test_support.h"

using namespace crypto;
using crypto_test::counting;
using crypto_test::hex;

namespace {

// Sealed by ui/src/lib/device_box.js under Node's WebCrypto, for the key below; the key by Python's
// hashlib and Node's ECDH.
const std::string kPublic =
    "04d2014f92224c3912090f96d0892a518b76c850fae52498c61fd3e3553644f32b38058cd8d07688287ec9579700"
    "fd31e81227c0c19947dfd31919206d1ca8e97a";
const std::string kBox =
    "0104572aa3d1a8985fd4f34616bad73327558de44e710ed0bd9eb5f77184b158daaab1b04dc9c15dd7e97e569183"
    "0e24a907c55564e938921699799e344ff6a52cd23d1845073c867bd547bf51980fec548e019411539764985fbc04"
    "a0b6b8c9eb3e53390e1571ffabcf5ee352b457c68a68609f93e8b3d82dc1c230a812478763410268d351b438dd0d"
    "6a8cf1cb759d3173ae436f1b9ab2ae80068aec3adeb9a002f9b7599537c83275283f1e9f56f71854610e6cc8885c"
    "4a3df4c64ab0bd3a60cc1cb1eb8738b4e871d5578ed7f385d83c5f3545392e37f255eb1175208fbf191bf7b9ab0e"
    "3b7a7a9de2de987d97b081e41b2a90b02adac5d17e8f7419735ebeb1680e2674edd0e1ad1905ad32ef2c1a5eed11"
    "3d351c2f10680c68fc122037e8032d4ff262b7c95def002fb69bbdbbccae7c32ac74b8b234814ec93a210fe3c704"
    "4bb262c0488a80489236a46b28c30700d109c855d35a17d84b23f9926e32ad620d1f1d44559fda923826068e5c28"
    "7d6912c905901c2d00cc74bd8df20ee6870e8d35dacfdf28f34fec47a7016a50e096caec1a0b67b39e9b90f99701"
    "615ca8aa2aa754957f0e149f297be453c98a9181aa56b794c80325f62bbe4a2ba28cb0425e0d5d2a33bf41ec06d0"
    "36d36b6bd91004aaec22a5759c9f9ab7fd3b2e45bc87b5efe5fc2237a70bd6e01c7308212c5adca0e00b7aa66a71"
    "4937c4076bf2945290cc3cd49fce0bbbb88d5084541f0da9d8ada81d9f31e1dca21fef0d94c3a7d80c36104a690a"
    "f70eddc724960924c63433f14389ada177e068c105f8ed19520a6993b77d80599ef49f07e89bd01b021d8b17c8eb"
    "a42029f6dec041f7";

DeviceKey key_of(std::uint8_t first) {
  return DeviceKey::from_secret(Secret::copy_of(counting(32, first)));
}

}  // namespace

TEST_CASE("what a browser sealed opens with the key that follows from the secret") {
  const DeviceKey key = key_of(0);
  CHECK(base::to_hex(key.public_key()) == kPublic);
  const base::Result<base::Bytes> plain = key.open(counting(32), hex(kBox));
  REQUIRE(plain.has_value());
  CHECK(plain->size() == 512);
  CHECK(base::as_text(*plain).starts_with("{\"name\":\"Xu\xEA\x9E\x8Cun Inventada\"}   "));
}

TEST_CASE("a box of another key, another context, cut or changed by a bit does not open") {
  const base::Bytes box = hex(kBox);
  CHECK(!key_of(1).open(counting(32), box));
  CHECK(!key_of(0).open(counting(32, 1), box));
  CHECK(!key_of(0).open({}, box));
  const DeviceKey key = key_of(0);
  for (std::size_t size = 0; size < box.size(); size += 7) {
    CHECK(!key.open(counting(32), base::ByteView(box).first(size)));
  }
  for (std::size_t bit = 0; bit < box.size() * 8; bit += 5) {
    base::Bytes changed = box;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    CHECK(!key.open(counting(32), changed));
  }
  base::Bytes nowhere = box;  // a point that is on no curve
  std::fill(nowhere.begin() + 2, nowhere.begin() + 66, std::uint8_t{0x11});
  CHECK(!key.open(counting(32), nowhere));
}
