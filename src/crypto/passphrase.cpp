#include "crypto/passphrase.h"

#include <algorithm>
#include <sodium.h>

#include "base/check.h"
#include "crypto/hash.h"
#include "crypto/wiped.h"

namespace crypto {

namespace {

constexpr std::size_t kMinCharacters = 15;
constexpr std::size_t kMinWords = 6;

// A byte that begins a character of UTF-8.
bool begins_character(std::uint8_t byte) {
  return (byte & 0xc0) != 0x80;
}

bool is_space(std::uint8_t byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

}  // namespace

struct Passphrase::State {
  explicit State(base::ByteView text) : size(text.size()) {
    memory = static_cast<std::uint8_t*>(sodium_malloc(std::max<std::size_t>(size, 1)));
    if (memory == nullptr) throw base::Fault(base::Code::out_of_memory, "guarded memory");
    std::copy(text.begin(), text.end(), memory);
  }
  ~State() { sodium_free(memory); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  std::uint8_t* memory;
  std::size_t size;
};

Passphrase::Passphrase(std::string& text) {
  init();
  state_ = std::make_unique<State>(base::as_bytes(text));
  text.resize(text.capacity());  // what an earlier, longer text left behind goes too
  sodium_memzero(text.data(), text.size());
  text.clear();
}
Passphrase::Passphrase(Passphrase&&) noexcept = default;
Passphrase::~Passphrase() = default;

base::ByteView Passphrase::reveal() const {
  AMPARO_CHECK(state_ != nullptr);
  return {state_->memory, state_->size};
}

base::Done Passphrase::check_strength() const {
  std::size_t characters = 0;
  std::size_t words = 0;
  bool in_word = false;
  for (const std::uint8_t byte : reveal()) {
    if (begins_character(byte)) ++characters;
    if (!is_space(byte) && !in_word) ++words;
    in_word = !is_space(byte);
  }
  if (characters >= kMinCharacters || words >= kMinWords) return {};
  return base::refuse(base::Code::weak_passphrase);
}

Login derive_login(const Passphrase& passphrase, const Salt& salt, const KdfParams& params) {
  static_assert(sizeof(Salt) == crypto_pwhash_argon2id_SALTBYTES);
  Wiped<2 * kKeySize> out;
  const base::ByteView text = passphrase.reveal();
  const int failed = crypto_pwhash_argon2id(
      out.data(), 2 * kKeySize, reinterpret_cast<const char*>(text.data()), text.size(),
      salt.data(), params.passes, std::size_t{params.memory_kib} * 1024,
      crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (failed != 0) throw base::Fault(base::Code::out_of_memory, "argon2id");
  return {UserKek::from_secret(Secret::copy_of(out.view().first(kKeySize))),
          blake2b("amparo/verify/1", {out.view().subspan(kKeySize)})};
}

}  // namespace crypto
