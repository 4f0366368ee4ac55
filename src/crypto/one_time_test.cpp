#include "crypto/one_time.h"

#include <doctest/doctest.h>

namespace crypto {
namespace {

TEST_CASE("codes of a counter are RFC 4226's (appendix D)") {
  const base::ByteView secret = base::as_bytes("12345678901234567890");
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                         "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t i = 0; i < 10; ++i) CHECK(one_time_code(secret, i) == codes[i]);
}

TEST_CASE("codes of time are RFC 6238's (appendix B, SHA-1)") {
  const base::ByteView secret = base::as_bytes("12345678901234567890");
  const std::pair<base::UtcMs, const char*> moments[] = {
      {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
      {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [second, code] : moments) {
    CHECK(one_time_code(secret, step_of(second * 1000), 8) == code);
  }
}

TEST_CASE("base 32 is RFC 4648's (section 10, without padding)") {
  const std::pair<const char*, const char*> texts[] = {{"", ""},
                                                       {"f", "MY"},
                                                       {"fo", "MZXQ"},
                                                       {"foo", "MZXW6"},
                                                       {"foob", "MZXW6YQ"},
                                                       {"fooba", "MZXW6YTB"},
                                                       {"foobar", "MZXW6YTBOI"}};
  for (const auto& [plain, coded] : texts) CHECK(base32(base::as_bytes(plain)) == coded);
}

}  // namespace
}  // namespace crypto
