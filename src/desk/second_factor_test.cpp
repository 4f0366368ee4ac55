#include "desk/second_factor.h"

#include "crypto/one_time.h"
#include "desk/test_world.h"

namespace desk_test {
namespace {

// A phone: knows the secret as it was typed in, and shows the code of a moment.
class Phone {
 public:
  explicit Phone(std::string_view base32) {
    std::uint32_t held = 0;
    int bits = 0;
    for (const char letter : base32) {
      const int value = letter >= 'A' ? letter - 'A' : letter - '2' + 26;
      held = held << 5 | static_cast<std::uint32_t>(value);
      bits += 5;
      if (bits < 8) continue;
      bits -= 8;
      secret_.push_back(static_cast<std::uint8_t>(held >> bits));
    }
  }
  std::string code(base::UtcMs now_ms) const {
    return crypto::one_time_code(secret_, crypto::step_of(now_ms));
  }

 private:
  base::Bytes secret_;
};

class Enrolled : public World {
 public:
  Enrolled() {
    std::string words = "una frase larga para probar";
    person.emplace(desk::unlock(house(), "ines", crypto::Passphrase(words)).value());
    const desk::SecondFactors::Offer offer = factors.offer(*person);
    CHECK(offer.uri.ends_with("?secret=" + offer.secret));
    CHECK(!factors.asks(person->id));
    phone.emplace(offer.secret);
    recovery = factors.confirm(*person, phone->code(clock.now_ms())).value();
    CHECK(factors.asks(person->id));
  }
  bool takes(const std::string& code) { return factors.take(*person, code).has_value(); }

  desk::SecondFactors factors{house()};
  std::optional<desk::Person> person;
  std::optional<Phone> phone;
  std::vector<std::string> recovery;
};

TEST_CASE("a code opens once, and only near its time") {
  Enrolled at;
  CHECK(!at.takes(at.phone->code(at.clock.now_ms())));  // spent by the enrolment
  at.clock.advance(crypto::kStepMs);
  const std::string code = at.phone->code(at.clock.now_ms());
  CHECK(at.takes(code));
  CHECK(!at.takes(code));
  at.clock.advance(3 * crypto::kStepMs);
  const base::UtcMs now = at.clock.now_ms();
  CHECK(!at.takes(at.phone->code(now - 2 * crypto::kStepMs)));
  CHECK(!at.takes(at.phone->code(now + 2 * crypto::kStepMs)));
  CHECK(at.takes(at.phone->code(now + crypto::kStepMs)));  // a phone that is fast
  CHECK(!at.takes(at.phone->code(now)));                   // earlier than the last taken
  CHECK(!at.takes(""));
  CHECK(!at.takes("000000000"));
}

TEST_CASE("a recovery code opens once, however it is typed") {
  Enrolled at;
  REQUIRE(at.recovery.size() == 10);
  std::string typed = at.recovery[3];
  std::ranges::transform(typed, typed.begin(), [](unsigned char c) { return std::tolower(c); });
  CHECK(at.takes(typed));
  CHECK(!at.takes(typed));
  CHECK(!at.takes(at.recovery[3]));
  CHECK(at.takes(at.recovery[4]));
}

TEST_CASE("spent codes stay spent after a restart; a dropped phone asks for nothing") {
  Enrolled at;
  at.clock.advance(crypto::kStepMs);
  const std::string code = at.phone->code(at.clock.now_ms());
  CHECK(at.takes(code));
  at.open();
  desk::SecondFactors again(at.house());
  CHECK(!again.take(*at.person, code).has_value());
  again.drop(at.person->id);
  CHECK(!again.asks(at.person->id));
}

TEST_CASE("an offer counts for nothing until the phone shows its code") {
  World at;
  std::string words = "una frase larga para probar";
  const desk::Person person = desk::unlock(at.house(), "ines", crypto::Passphrase(words)).value();
  desk::SecondFactors factors(at.house());
  CHECK(!factors.confirm(person, "123456").has_value());
  const Phone first(factors.offer(person).secret);
  const Phone second(factors.offer(person).secret);
  CHECK(!factors.confirm(person, first.code(at.clock.now_ms())).has_value());
  CHECK(factors.confirm(person, second.code(at.clock.now_ms())).has_value());
}

}  // namespace
}  // namespace desk_test
