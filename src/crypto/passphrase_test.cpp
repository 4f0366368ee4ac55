#include "crypto/passphrase.h"

#include <algorithm>

#include "crypto/hash.h"
#include "crypto/test_support.h"

using namespace crypto;

namespace {

Passphrase passphrase(std::string text) {
  return Passphrase(text);
}

bool strong(std::string_view text) {
  return passphrase(std::string(text)).check_strength().has_value();
}

}  // namespace

TEST_CASE("a passphrase takes the text and leaves nothing in the caller's copy") {
  std::string text = "girasol tranquilo en la azotea";
  const char* memory = text.data();
  const std::size_t size = text.size();
  const Passphrase taken(text);
  CHECK(text.empty());
  CHECK(std::string(memory, 1) == std::string(1, '\0'));
  CHECK(std::all_of(memory, memory + size, [](char c) { return c == '\0'; }));
  CHECK(base::as_text(taken.reveal()) == "girasol tranquilo en la azotea");
}

TEST_CASE("strength is length: 15 characters or 6 words, and nothing else") {
  CHECK(strong("aaaaaaaaaaaaaaa"));
  CHECK_FALSE(strong("aaaaaaaaaaaaaa"));
  CHECK_FALSE(strong("Tr0ub4dor&3"));
  CHECK(strong("un sol y no se va"));
  CHECK(strong("a b  c d e f"));
  CHECK_FALSE(strong("a b c d e"));
  CHECK_FALSE(strong("ñandúñandúñand"));  // 14 characters in 18 bytes
  CHECK(strong("ñandúñandúñandú"));
  CHECK_FALSE(strong(""));
}

TEST_CASE("a login depends on passphrase, salt and cost, and repeats") {
  Salt salt{};
  const Login one = derive_login(passphrase("un sol y no se va"), salt, kKdfTest);
  const Login again = derive_login(passphrase("un sol y no se va"), salt, kKdfTest);
  CHECK(equal(one.kek.secret().reveal(), again.kek.secret().reveal()));
  CHECK(one.verifier_hash == again.verifier_hash);
  const auto differs = [&](const Login& other) {
    return !equal(one.kek.secret().reveal(), other.kek.secret().reveal()) &&
           one.verifier_hash != other.verifier_hash;
  };
  CHECK(differs(derive_login(passphrase("un sol y no se fue"), salt, kKdfTest)));
  CHECK(differs(derive_login(passphrase("un sol y no se va"), salt, {2, 8})));
  salt[0] = 1;
  CHECK(differs(derive_login(passphrase("un sol y no se va"), salt, kKdfTest)));
  CHECK_FALSE(equal(one.verifier_hash, one.kek.secret().reveal()));
}
