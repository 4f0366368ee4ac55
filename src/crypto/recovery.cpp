#include "crypto/recovery.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/gf256.h"
#include "crypto/hash.h"

namespace crypto {

namespace {

using gf256::mul;

constexpr std::size_t kSetSize = 12;

// A polynomial of 32 columns: coefficient i is row i, row 0 the secret. Wiped at its end.
class Polynomial {
 public:
  explicit Polynomial(std::size_t threshold) : rows_(threshold * kKeySize) {}
  Polynomial(const Polynomial&) = delete;
  Polynomial& operator=(const Polynomial&) = delete;
  ~Polynomial() { wipe(rows_); }

  std::size_t threshold() const { return rows_.size() / kKeySize; }
  std::span<std::uint8_t> row(std::size_t i) {
    return std::span(rows_).subspan(i * kKeySize, kKeySize);
  }
  base::ByteView row(std::size_t i) const {
    return base::ByteView(rows_).subspan(i * kKeySize, kKeySize);
  }

  // Its value at x, by Horner's rule.
  base::Bytes at(std::uint8_t x) const {
    base::Bytes value(kKeySize);
    for (std::size_t i = threshold(); i-- > 0;) {
      for (std::size_t k = 0; k < kKeySize; ++k) {
        value[k] = static_cast<std::uint8_t>(mul(value[k], x) ^ row(i)[k]);
      }
    }
    return value;
  }

  // Names this polynomial and commits to it without telling it.
  Hash set_id() const {
    const auto count = static_cast<std::uint8_t>(threshold());
    const Hash full = blake2b("amparo/shares/1", {{&count, 1}, rows_});
    Hash set{};
    std::copy_n(full.begin(), kSetSize, set.begin());
    return set;
  }

 private:
  base::Bytes rows_;
};

// The coefficients of the polynomial that is 1 at points[j] and 0 at the others (Lagrange).
base::Bytes basis(const std::vector<std::uint8_t>& points, std::size_t j) {
  base::Bytes product(points.size());
  product[0] = 1;
  std::uint8_t scale = 1;
  for (std::size_t k = 0; k < points.size(); ++k) {
    if (k == j) continue;
    for (std::size_t i = points.size(); i-- > 0;) {  // times (x + points[k])
      const std::uint8_t lower = i > 0 ? product[i - 1] : std::uint8_t{0};
      product[i] = static_cast<std::uint8_t>(mul(product[i], points[k]) ^ lower);
    }
    scale = mul(scale, static_cast<std::uint8_t>(points[j] ^ points[k]));
  }
  const std::uint8_t factor = gf256::inverse(scale);
  for (std::uint8_t& coefficient : product) coefficient = mul(coefficient, factor);
  return product;
}

void interpolate(const std::vector<const Share*>& shares, Polynomial& polynomial) {
  std::vector<std::uint8_t> points;
  points.reserve(shares.size());
  for (const Share* share : shares) points.push_back(share->index);
  for (std::size_t j = 0; j < shares.size(); ++j) {
    const base::Bytes factors = basis(points, j);
    for (std::size_t i = 0; i < factors.size(); ++i) {
      for (std::size_t k = 0; k < kKeySize; ++k) {
        polynomial.row(i)[k] ^= mul(factors[i], shares[j]->bytes[k]);
      }
    }
  }
}

// Shares of different index; the same card given twice counts once.
base::Result<std::vector<const Share*>> distinct(const std::vector<Share>& shares) {
  std::vector<const Share*> kept;
  for (const Share& share : shares) {
    if (share.index == 0 || share.threshold < 2 || share.bytes.size() != kKeySize) {
      return base::refuse(base::Code::bad_share);
    }
    if (share.set != shares[0].set || share.threshold != shares[0].threshold) {
      return base::refuse(base::Code::mixed_shares);
    }
    const auto same = std::find_if(kept.begin(), kept.end(),
                                   [&](const Share* other) { return other->index == share.index; });
    if (same == kept.end()) {
      kept.push_back(&share);
    } else if (!equal((*same)->bytes, share.bytes)) {
      return base::refuse(base::Code::bad_share);
    }
  }
  return kept;
}

}  // namespace

std::vector<Share> split(const Secret& secret, int threshold, int count, base::Random& random) {
  AMPARO_CHECK(2 <= threshold && threshold <= count && count <= 255);
  Polynomial polynomial(static_cast<std::size_t>(threshold));
  std::copy_n(secret.reveal().begin(), kKeySize, polynomial.row(0).begin());
  for (std::size_t i = 1; i < polynomial.threshold(); ++i) random.fill(polynomial.row(i));
  const Hash set = polynomial.set_id();
  std::vector<Share> shares;
  for (int index = 1; index <= count; ++index) {
    const auto x = static_cast<std::uint8_t>(index);
    shares.push_back({x, static_cast<std::uint8_t>(threshold), set, polynomial.at(x)});
  }
  return shares;
}

base::Result<Secret> combine(const std::vector<Share>& shares) {
  base::Result<std::vector<const Share*>> usable = distinct(shares);
  if (!usable) return base::pass(usable);
  const std::size_t needed = shares.empty() ? 2 : shares[0].threshold;
  if (usable->size() < needed) {
    return base::refuse(base::Code::too_few_shares, {{"needed", std::to_string(needed)},
                                                     {"given", std::to_string(usable->size())}});
  }
  const std::vector<const Share*> first(usable->begin(),
                                        usable->begin() + static_cast<std::ptrdiff_t>(needed));
  Polynomial polynomial(needed);
  interpolate(first, polynomial);
  if (!equal(polynomial.set_id(), shares[0].set)) return base::refuse(base::Code::bad_share);
  for (const Share* share : *usable) {
    if (!equal(polynomial.at(share->index), share->bytes)) {
      return base::refuse(base::Code::bad_share);
    }
  }
  return Secret::copy_of(std::as_const(polynomial).row(0));
}

}  // namespace crypto
