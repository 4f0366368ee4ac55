#include "crypto/hash.h"

#include "crypto/test_support.h"

using namespace crypto;

TEST_CASE("hashes give the published and independently computed values") {
  // FIPS 180-4 examples; BLAKE2b from Python's hashlib, person "amparo/test/1".
  const base::ByteView abc = base::as_bytes("abc");
  CHECK(base::to_hex(sha256(abc)) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(base::to_hex(sha512(abc)) ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  CHECK(base::to_hex(blake2b("amparo/test/1", {base::as_bytes("one"), base::as_bytes("two")})) ==
        "c9bcbaa4321b9a03dfca560028750f9811658fd7bbf829f38bcd5a947aaf23fc");
  CHECK(blake2b("amparo/test/2", {abc}) != blake2b("amparo/test/1", {abc}));
}

TEST_CASE("a stream hashes as the whole does, however it is cut") {
  const base::Bytes bytes = crypto_test::counting(1000);
  FileHasher hasher;
  for (std::size_t at = 0; at < bytes.size(); at += 77) {
    hasher.feed(base::ByteView(bytes).subspan(at, std::min<std::size_t>(77, bytes.size() - at)));
  }
  const FileHasher::Digests digests = hasher.finish();
  CHECK(digests.sha256 == sha256(bytes));
  CHECK(digests.sha512 == sha512(bytes));
}
