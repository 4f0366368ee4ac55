#include "crypto/key.h"

#include <algorithm>
#include <mutex>
#include <sodium.h>
#include <vector>

#include "base/check.h"
#include "crypto/label.h"

namespace crypto {

namespace {

constexpr std::size_t kSlabSize = std::size_t{16} * 1024;

// The guarded slots of all secrets. A slab is one sodium_malloc: guard pages around it, locked as
// far as the system's limit allows, left out of core dumps. Slabs are kept until the process ends;
// a slot is wiped when it comes back.
class SlotPool {
 public:
  SlotPool() { init(); }

  std::uint8_t* take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) add_slab();
    std::uint8_t* slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void give_back(std::uint8_t* slot) noexcept {
    sodium_memzero(slot, kKeySize);
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);  // room was reserved with the slab: does not throw
  }

 private:
  void add_slab() {
    constexpr std::size_t kSlots = kSlabSize / kKeySize;
    free_.reserve(slots_ + kSlots);
    auto* slab = static_cast<std::uint8_t*>(sodium_malloc(kSlabSize));
    if (slab == nullptr) throw base::Fault(base::Code::out_of_memory, "guarded memory");
    sodium_memzero(slab, kSlabSize);
    slots_ += kSlots;
    for (std::size_t i = kSlots; i-- > 0;) free_.push_back(slab + i * kKeySize);
  }

  std::mutex mutex_;
  std::vector<std::uint8_t*> free_;
  std::size_t slots_ = 0;
};

// Never destroyed: a secret of static lifetime may be released after main.
SlotPool& pool() {
  static SlotPool& instance = *new SlotPool;
  return instance;
}

}  // namespace

void init() {
  std::uint8_t probe = 0;
  base::system_random().fill({&probe, 1});  // Fault no_entropy before libsodium would abort
  if (sodium_init() < 0) throw base::Fault(base::Code::crypto_unavailable, "sodium_init failed");
}

void wipe(std::span<std::uint8_t> bytes) {
  sodium_memzero(bytes.data(), bytes.size());
}

Secret::Secret() : slot_(pool().take()) {}

Secret Secret::random(base::Random& random) {
  Secret secret;
  random.fill({secret.slot_, kKeySize});
  return secret;
}

Secret Secret::copy_of(base::ByteView thirty_two_bytes) {
  AMPARO_CHECK(thirty_two_bytes.size() == kKeySize);
  Secret secret;
  std::copy(thirty_two_bytes.begin(), thirty_two_bytes.end(), secret.slot_);
  return secret;
}

Secret::Secret(Secret&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  Secret taken(std::move(other));
  std::swap(slot_, taken.slot_);
  return *this;
}

Secret::~Secret() {
  if (slot_ != nullptr) pool().give_back(slot_);
}

Secret Secret::duplicate() const {
  return copy_of(reveal());
}

base::ByteView Secret::reveal() const {
  AMPARO_CHECK(slot_ != nullptr);
  return {slot_, kKeySize};
}

KeyId key_id_of(const Secret& secret) {
  KeyId id;
  const Personal16 label = personal("amparo/key-id/1");
  crypto_generichash_blake2b_salt_personal(id.data(), id.size(), secret.reveal().data(), kKeySize,
                                           nullptr, 0, nullptr, label.data());
  return id;
}

Secret derive(const Secret& key, std::string_view label, base::ByteView context) {
  std::uint8_t out[kKeySize];
  const Personal16 who = personal(label);
  crypto_generichash_blake2b_salt_personal(out, kKeySize, context.data(), context.size(),
                                           key.reveal().data(), kKeySize, nullptr, who.data());
  Secret derived = Secret::copy_of(out);
  wipe(out);
  return derived;
}

}  // namespace crypto
