// A share as words (recovery.h): 46 bytes [index 1][threshold 1][set 12][share 32], then the first
// four bytes of BLAKE2b-256("amparo/card/1") of them: 400 bits, ten a word, forty words.
#include <algorithm>

#include "base/check.h"
#include "crypto/hash.h"
#include "crypto/recovery.h"
#include "crypto/words.h"

namespace crypto {

namespace {

constexpr std::size_t kSetSize = 12;
constexpr std::size_t kBodySize = 2 + kSetSize + kKeySize;
constexpr std::size_t kCheckSize = 4;
constexpr std::size_t kWordCount = (kBodySize + kCheckSize) * 8 / kWordBits;

using Body = std::array<std::uint8_t, kBodySize + kCheckSize>;

void put_checksum(Body& body) {
  const Hash sum = blake2b("amparo/card/1", {std::span(body).first(kBodySize)});
  std::copy_n(sum.begin(), kCheckSize, body.begin() + kBodySize);
}

unsigned bits_at(const Body& body, std::size_t word_index) {
  unsigned value = 0;
  for (std::size_t bit = word_index * kWordBits; bit < (word_index + 1) * kWordBits; ++bit) {
    value = value << 1 | ((body[bit / 8] >> (7 - bit % 8)) & 1U);
  }
  return value;
}

void put_bits(Body& body, std::size_t word_index, unsigned value) {
  for (std::size_t i = 0; i < kWordBits; ++i) {
    const std::size_t bit = word_index * kWordBits + i;
    const unsigned set = (value >> (kWordBits - 1 - i)) & 1U;
    body[bit / 8] = static_cast<std::uint8_t>(body[bit / 8] | set << (7 - bit % 8));
  }
}

base::Result<Body> read_words(std::string_view words) {
  constexpr std::string_view kSpace = " \t\r\n";
  Body body{};
  std::size_t count = 0;
  std::size_t at = words.find_first_not_of(kSpace);
  while (at != std::string_view::npos) {
    const std::size_t end = std::min(words.find_first_of(kSpace, at), words.size());
    const auto number = word_number(words.substr(at, end - at));
    // The position, never the word itself: refusals are shown and logged.
    if (!number || count == kWordCount) {
      return base::refuse(base::Code::bad_share, {{"word", std::to_string(count + 1)}});
    }
    put_bits(body, count++, *number);
    at = words.find_first_not_of(kSpace, end);
  }
  if (count != kWordCount) return base::refuse(base::Code::bad_share);
  return body;
}

}  // namespace

std::string share_words(const Share& share) {
  AMPARO_CHECK(share.bytes.size() == kKeySize);
  Body body{share.index, share.threshold};
  std::copy_n(share.set.begin(), kSetSize, body.begin() + 2);
  std::copy(share.bytes.begin(), share.bytes.end(), body.begin() + 2 + kSetSize);
  put_checksum(body);
  std::string words;
  for (std::size_t i = 0; i < kWordCount; ++i) {
    if (i > 0) words += ' ';
    words += word(bits_at(body, i));
  }
  wipe(body);
  return words;
}

base::Result<Share> share_from_words(std::string_view words) {
  base::Result<Body> read = read_words(words);
  if (!read) return base::pass(read);
  Body expected = *read;
  put_checksum(expected);
  const bool intact = equal(expected, *read);
  Share share{expected[0], expected[1], {}, {}};
  std::copy_n(expected.begin() + 2, kSetSize, share.set.begin());
  share.bytes.assign(expected.begin() + 2 + kSetSize, expected.begin() + kBodySize);
  wipe(expected);
  wipe(*read);
  if (!intact || share.index == 0 || share.threshold < 2) {
    return base::refuse(base::Code::bad_share);
  }
  return share;
}

}  // namespace crypto
