#include "crypto/sign.h"

#include "crypto/test_support.h"

using namespace crypto;
using crypto_test::fixed_hex;
using crypto_test::hex;
using crypto_test::secret_of;

namespace {

constexpr SignDomain kAll[] = {SignDomain::entry,    SignDomain::checkpoint, SignDomain::roster,
                               SignDomain::approval, SignDomain::grant,      SignDomain::custody,
                               SignDomain::pack,     SignDomain::bundle};

}  // namespace

// RFC 8032 §7.1, tests 1 and 2, through the one domain that signs bare.
TEST_CASE("Ed25519 gives the published signatures") {
  const SigningKey one = SigningKey::from_seed(
      secret_of("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  CHECK(base::to_hex(one.verify_key()) ==
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(base::to_hex(one.sign(SignDomain::checkpoint, {})) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
        "1cf9b46bd25bf5f0595bbe24655141438e7a100b");
  const SigningKey two = SigningKey::from_seed(
      secret_of("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  CHECK(base::to_hex(two.sign(SignDomain::checkpoint, hex("72"))) ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
        "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST_CASE("a signature holds for one domain, one message, one key") {
  base::SeededRandom random(3);
  const SigningKey key = SigningKey::generate(random);
  const SigningKey other = SigningKey::generate(random);
  const base::Bytes message = crypto_test::counting(32);
  for (const SignDomain signed_as : kAll) {
    const Signature signature = key.sign(signed_as, message);
    for (const SignDomain read_as : kAll) {
      CHECK(verify(key.verify_key(), read_as, message, signature) == (read_as == signed_as));
    }
    CHECK_FALSE(verify(other.verify_key(), signed_as, message, signature));
    CHECK_FALSE(verify(key.verify_key(), signed_as, crypto_test::counting(31), signature));
  }
  const Signature signature = key.sign(SignDomain::entry, message);
  const auto opens = [&](const base::Bytes& bytes) {
    Signature turned;
    std::copy(bytes.begin(), bytes.end(), turned.begin());
    return verify(key.verify_key(), SignDomain::entry, message, turned);
  };
  CHECK(opens({signature.begin(), signature.end()}));
  CHECK(crypto_test::every_flip_refused({signature.begin(), signature.end()}, opens));
}

TEST_CASE("a checkpoint that imitates another domain's message does not verify") {
  base::SeededRandom random(4);
  const SigningKey key = SigningKey::generate(random);
  const base::Bytes hash = crypto_test::counting(32);
  const Signature entry = key.sign(SignDomain::entry, hash);
  base::Bytes imitation;
  for (const char c : std::string_view("amparo/sig/1")) {
    imitation.push_back(static_cast<std::uint8_t>(c));
  }
  imitation.insert(imitation.end(), hash.begin(), hash.end());
  CHECK_FALSE(verify(key.verify_key(), SignDomain::checkpoint, imitation, entry));
}

TEST_CASE("a key restored from its seed signs the same") {
  base::SeededRandom random(5);
  const SigningKey key = SigningKey::generate(random);
  const SigningKey again = SigningKey::from_seed(key.seed().duplicate());
  CHECK(again.verify_key() == key.verify_key());
  CHECK(again.sign(SignDomain::grant, {}) == key.sign(SignDomain::grant, {}));
}
