#include "crypto/key.h"

#include <thread>
#include <vector>

#include "crypto/hash.h"
#include "crypto/test_support.h"

using namespace crypto;
using crypto_test::counting;
using crypto_test::hex;

TEST_CASE("a secret is filled, duplicated, moved, and its slot comes back wiped") {
  init();
  base::SeededRandom random(1);
  const std::uint8_t* slot = nullptr;
  {
    Secret secret = Secret::random(random);
    slot = secret.reveal().data();
    const Secret copy = secret.duplicate();
    CHECK(equal(copy.reveal(), secret.reveal()));
    CHECK(copy.reveal().data() != slot);
    Secret moved = std::move(secret);
    CHECK(moved.reveal().data() == slot);
    Secret other = Secret::random(random);
    other = std::move(moved);
    CHECK(other.reveal().data() == slot);
  }
  CHECK(base::to_hex({slot, kKeySize}) == std::string(64, '0'));
}

TEST_CASE("slots are many, distinct and safe to take from several threads") {
  std::vector<std::vector<Secret>> kept(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < kept.size(); ++t) {
      threads.emplace_back([&mine = kept[t], t] {
        base::SeededRandom random(t);
        for (int i = 0; i < 3000; ++i) {
          mine.push_back(Secret::random(random));
          if (i % 3 == 0) mine.pop_back();
        }
      });
    }
  }
  std::vector<const std::uint8_t*> slots;
  for (const auto& mine : kept) {
    for (const Secret& secret : mine) slots.push_back(secret.reveal().data());
  }
  std::sort(slots.begin(), slots.end());
  CHECK(slots.size() == 8000);
  CHECK(std::adjacent_find(slots.begin(), slots.end()) == slots.end());
  base::SeededRandom repeat(0);
  CHECK(equal(Secret::random(repeat).reveal(), Secret::random(repeat).reveal()) == false);
}

// Expected values from an independent implementation of BLAKE2b (Python's hashlib).
TEST_CASE("key id and derived keys are personalised BLAKE2b") {
  const Secret key = Secret::copy_of(counting(32));
  CHECK(base::to_hex(key_id_of(key)) == "46fb4557d8741616963686d407cf93e9");
  CHECK(base::to_hex(derive(key, "amparo/test/1", base::as_bytes("context")).reveal()) ==
        "6bd38fade43446d085c506c590dbc3a3ca873e4dc1495a6a5efb0c1207e49970");
  CHECK_FALSE(equal(derive(key, "amparo/test/2", base::as_bytes("context")).reveal(),
                    derive(key, "amparo/test/1", base::as_bytes("context")).reveal()));
}
