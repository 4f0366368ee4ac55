#include "crypto/recovery.h"

#include <string>

extern "C" {
#include <libgfshare.h>
}
#include <rapidcheck.h>

#include "crypto/gf256.h"
#include "crypto/hash.h"
#include "crypto/test_support.h"
#include "crypto/words.h"

using namespace crypto;
using crypto_test::counting;

namespace {

bool restores(const std::vector<Share>& shares, const Secret& secret) {
  const auto combined = combine(shares);
  return combined && equal(combined->reveal(), secret.reveal());
}

base::Code refusal_of(const std::vector<Share>& shares) {
  const auto combined = combine(shares);
  REQUIRE_FALSE(combined.has_value());
  return combined.error().code;
}

// What Debian's libgfshare makes of our shares.
base::Bytes combined_by_libgfshare(std::vector<Share> shares) {
  // It overwrites what it frees with "random" bytes and has no source of its own.
  gfshare_fill_rand = [](unsigned char* bytes, unsigned int size) { std::fill_n(bytes, size, 0); };
  base::Bytes numbers;
  for (const Share& share : shares) numbers.push_back(share.index);
  gfshare_ctx* context =
      gfshare_ctx_init_dec(numbers.data(), static_cast<unsigned>(numbers.size()), kKeySize);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    gfshare_ctx_dec_giveshare(context, static_cast<unsigned char>(i), shares[i].bytes.data());
  }
  base::Bytes secret(kKeySize);
  gfshare_ctx_dec_extract(context, secret.data());
  gfshare_ctx_free(context);
  return secret;
}

std::vector<std::string> split_words(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back().push_back(c);
    }
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words) text += (text.empty() ? "" : " ") + w;
  return text;
}

bool same_share(const base::Result<Share>& read, const Share& share) {
  return read && read->index == share.index && read->threshold == share.threshold &&
         read->set == share.set && read->bytes == share.bytes;
}

}  // namespace

TEST_CASE("multiplication is that of the field, for every pair") {
  // The obvious twin: carry-less product, then reduction by 0x11d.
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      unsigned product = 0;
      for (unsigned bit = 0; bit < 8; ++bit) {
        if ((b >> bit & 1U) != 0) product ^= a << bit;
      }
      for (unsigned bit = 15; bit >= 8; --bit) {
        if ((product >> bit & 1U) != 0) product ^= 0x11dU << (bit - 8);
      }
      REQUIRE(gf256::mul(static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)) == product);
    }
    const auto byte = static_cast<std::uint8_t>(a);
    REQUIRE(gf256::mul(byte, gf256::inverse(byte)) == (a == 0 ? 0 : 1));
  }
}

TEST_CASE("any two of three cards restore the secret, one does not") {
  base::SeededRandom random(31);
  const Secret secret = Secret::random(random);
  const auto s = split(secret, 2, 3, random);
  CHECK(restores({s[0], s[1]}, secret));
  CHECK(restores({s[2], s[0]}, secret));
  CHECK(restores({s[1], s[2]}, secret));
  CHECK(restores({s[0], s[1], s[2]}, secret));
  CHECK(refusal_of({s[0]}) == base::Code::too_few_shares);
  CHECK(refusal_of({s[0], s[0]}) == base::Code::too_few_shares);
  CHECK(refusal_of({}) == base::Code::too_few_shares);
}

TEST_CASE("shares of two splittings do not mix, and a false share never gives a false secret") {
  base::SeededRandom random(32);
  const Secret secret = Secret::random(random);
  const auto one = split(secret, 2, 3, random);
  const auto two = split(secret, 2, 3, random);
  CHECK(refusal_of({one[0], two[1]}) == base::Code::mixed_shares);
  CHECK(refusal_of({one[0], split(secret, 3, 3, random)[1]}) == base::Code::mixed_shares);
  Share forged = two[1];
  forged.set = one[0].set;
  CHECK(refusal_of({one[0], forged}) == base::Code::bad_share);
  CHECK(refusal_of({one[0], one[1], forged}) == base::Code::bad_share);
  forged = two[2];
  forged.set = one[0].set;
  CHECK(refusal_of({one[0], one[1], forged}) == base::Code::bad_share);  // more than needed
  CHECK(crypto_test::every_flip_refused(one[1].bytes, [&](const base::Bytes& bytes) {
    Share turned = one[1];
    turned.bytes = bytes;
    return combine({one[0], turned}).has_value();
  }));
  forged = one[1];
  forged.index = 0;
  CHECK(refusal_of({one[0], forged}) == base::Code::bad_share);
  forged.index = 1;
  CHECK(refusal_of({one[0], forged}) == base::Code::bad_share);
}

TEST_CASE("splitting agrees with libgfshare, whatever the numbers") {
  CHECK(rc::check("our shares, their combination, and ours", [] {
    base::SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
    const int threshold = *rc::gen::inRange(2, 9);
    const int count = *rc::gen::inRange(threshold, 20);
    const Secret secret = Secret::random(random);
    std::vector<Share> shares = split(secret, threshold, count, random);
    for (std::size_t i = shares.size() - 1; i > 0; --i) {
      std::swap(shares[i], shares[random.below(i + 1)]);
    }
    shares.resize(static_cast<std::size_t>(threshold));
    RC_ASSERT(equal(combined_by_libgfshare(shares), secret.reveal()));
    RC_ASSERT(restores(shares, secret));
    shares.pop_back();
    if (threshold > 2) RC_ASSERT(!equal(combined_by_libgfshare(shares), secret.reveal()));
    RC_ASSERT(!combine(shares).has_value());
  }));
}

TEST_CASE("the words are 1024, plain, and told apart by four letters") {
  for (unsigned i = 0; i < 1024; ++i) {
    const std::string_view w = word(i);
    CHECK(w.size() >= 4);
    CHECK(w.size() <= 8);
    CHECK(std::all_of(w.begin(), w.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
    CHECK(word_number(w) == i);
    CHECK(word_number(w.substr(0, 4)) == i);
    if (i > 0) CHECK(word(i - 1).substr(0, 4) != w.substr(0, 4));
  }
  CHECK_FALSE(word_number("xyzw"));
  CHECK_FALSE(word_number("aba"));
  CHECK_FALSE(word_number(""));
}

TEST_CASE("a card reads back as people type it") {
  base::SeededRandom random(33);
  const Share share = split(Secret::random(random), 2, 3, random)[1];
  const std::string words = share_words(share);
  CHECK(split_words(words).size() == 40);
  CHECK(same_share(share_from_words(words), share));
  std::string typed = "  \n";
  for (const char c : words) {
    if (c == ' ') {
      typed += " \t\r\n ";
    } else if (c == 'a') {
      typed += "Á";
    } else if (c == 'u') {
      typed += "ü";
    } else {
      typed += static_cast<char>(c - 'a' + 'A');
    }
  }
  CHECK(same_share(share_from_words(typed), share));
}

TEST_CASE("one wrong, missing, doubled or swapped word is refused") {
  base::SeededRandom random(34);
  const Share share = split(Secret::random(random), 2, 3, random)[0];
  const auto words = split_words(share_words(share));
  const auto refused = [](const std::vector<std::string>& typed) {
    const auto read = share_from_words(joined(typed));
    return !read && read.error().code == base::Code::bad_share;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto typed = words;
    typed[i] = std::string(word((*word_number(words[i]) + 1) % 1024));
    CHECK(refused(typed));
    typed = words;
    typed.erase(typed.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(refused(typed));
    typed = words;
    typed.insert(typed.begin() + static_cast<std::ptrdiff_t>(i), words[i]);
    CHECK(refused(typed));
    if (i > 0 && words[i] != words[i - 1]) {
      typed = words;
      std::swap(typed[i], typed[i - 1]);
      CHECK(refused(typed));
    }
  }
  auto typed = words;
  typed[6] = "nohaytal";
  const auto read = share_from_words(joined(typed));
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().details == std::vector<std::pair<std::string, std::string>>{{"word", "7"}});
}
