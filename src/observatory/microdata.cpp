#include "observatory/microdata.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <unordered_map>

namespace observatory {
namespace {

using base::Code;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 29);
}

bool good_shape(const Microdata& data) {
  if (data.keys.empty() || data.keys.size() > 16) return false;
  if (data.key_values.size() % data.keys.size() != 0) return false;
  if (data.sensitive_values.size() != data.rows() * data.sensitive_names.size()) return false;
  for (std::size_t i = 0; i < data.key_values.size(); ++i) {
    const KeyColumn& key = data.keys[i % data.keys.size()];
    if (key.up.empty() || key.min_level >= key.levels()) return false;
    if (data.key_values[i] < 0) return false;
    for (const auto& level : key.up) {
      if (static_cast<std::size_t>(data.key_values[i]) >= level.size()) return false;
    }
  }
  return true;
}

// Groups rows by exact equality of some of their columns; classes are numbered from 0.
class Classes {
 public:
  Classes(std::span<const Code32> values, std::size_t width) : values_(values), width_(width) {}

  void build(std::span<const std::uint32_t> rows, std::uint32_t mask) {
    first_.clear();
    size_.clear();
    of_.assign(rows.size(), 0);
    std::size_t buckets = std::bit_ceil(rows.size() * 2 + 2);
    table_.assign(buckets, kEmpty);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::size_t at = hash(rows[i], mask) & (buckets - 1);
      while (table_[at] != kEmpty && !equal(first_[table_[at]], rows[i], mask)) {
        at = (at + 1) & (buckets - 1);
      }
      if (table_[at] == kEmpty) {
        table_[at] = static_cast<std::uint32_t>(first_.size());
        first_.push_back(rows[i]);
        size_.push_back(0);
      }
      of_[i] = table_[at];
      ++size_[of_[i]];
    }
  }
  std::uint32_t of(std::size_t i) const { return of_[i]; }
  std::size_t size(std::uint32_t c) const { return size_[c]; }
  std::size_t count() const { return size_.size(); }

 private:
  static constexpr std::uint32_t kEmpty = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t hash(std::uint32_t row, std::uint32_t mask) const {
    std::uint64_t h = 1469598103934665603U;
    for (std::size_t k = 0; k < width_; ++k) {
      if ((mask >> k & 1U) != 0) h = mixed(h, static_cast<std::uint64_t>(value(row, k)) + 1);
    }
    return h;
  }
  bool equal(std::uint32_t a, std::uint32_t b, std::uint32_t mask) const {
    for (std::size_t k = 0; k < width_; ++k) {
      if ((mask >> k & 1U) != 0 && value(a, k) != value(b, k)) return false;
    }
    return true;
  }
  Code32 value(std::uint32_t row, std::size_t k) const { return values_[row * width_ + k]; }

  std::span<const Code32> values_;
  std::size_t width_;
  std::vector<std::uint32_t> table_;
  std::vector<std::uint32_t> first_;
  std::vector<std::size_t> size_;
  std::vector<std::uint32_t> of_;
};

std::vector<Code32> generalised(const Microdata& data, const std::vector<std::size_t>& level) {
  std::vector<Code32> values(data.key_values.size());
  const std::size_t width = data.keys.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t k = i % width;
    values[i] = data.keys[k].up[level[k]][static_cast<std::size_t>(data.key_values[i])];
  }
  return values;
}

// Every combination of levels from the allowed ones up.
std::vector<std::vector<std::size_t>> lattice(const Microdata& data) {
  std::vector<std::vector<std::size_t>> all{{}};
  for (const KeyColumn& key : data.keys) {
    std::vector<std::vector<std::size_t>> next;
    for (const auto& prefix : all) {
      for (std::size_t l = key.min_level; l < key.levels(); ++l) {
        next.push_back(prefix);
        next.back().push_back(l);
      }
    }
    all = std::move(next);
  }
  return all;
}

// Information lost by going up: the share of each column's levels that is climbed.
double climbed(const Microdata& data, const std::vector<std::size_t>& level) {
  double loss = 0;
  for (std::size_t k = 0; k < level.size(); ++k) {
    const auto top = static_cast<double>(data.keys[k].levels());
    loss += data.keys[k].weight * static_cast<double>(level[k] - data.keys[k].min_level) / top;
  }
  return loss;
}

double column_weight(const Microdata& data, std::uint32_t mask) {
  double weight = 0;
  for (std::size_t k = 0; k < data.keys.size(); ++k) {
    if ((mask >> k & 1U) != 0) weight += data.keys[k].weight;
  }
  return weight;
}

class Suppressor {
 public:
  Suppressor(const Microdata& data, const AnonymityPolicy& policy, Anonymised& out)
      : data_(data), policy_(policy), out_(out) {}

  void run() {
    const std::size_t width = data_.keys.size();
    const std::uint32_t all = (1U << width) - 1;
    std::vector<std::uint32_t> masks(all + 1);
    std::iota(masks.begin(), masks.end(), 0U);
    // Masks of kept columns, the most worth first.
    std::ranges::stable_sort(masks, std::greater{},
                             [&](std::uint32_t m) { return column_weight(data_, m); });
    std::vector<std::uint32_t> rest(data_.rows());
    std::iota(rest.begin(), rest.end(), 0U);
    const std::vector<Code32> values = out_.key_values;
    Classes classes(values, width);
    for (const std::uint32_t mask : masks) {
      if (rest.empty()) break;
      classes.build(rest, mask);
      rest = settle(rest, classes, mask, all);
    }
    for (const std::uint32_t row : rest) {
      out_.dropped[row] = true;
      ++out_.dropped_rows;
    }
  }

 private:
  // Keeps the rows of classes that are large and varied enough under this mask; gives the others.
  std::vector<std::uint32_t> settle(const std::vector<std::uint32_t>& rows, const Classes& classes,
                                    std::uint32_t mask, std::uint32_t all) {
    const std::vector<bool> enough = varied(rows, classes);
    std::vector<std::uint32_t> rest;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::uint32_t c = classes.of(i);
      if (classes.size(c) < policy_.k || !enough[c]) {
        rest.push_back(rows[i]);
        continue;
      }
      if (mask == all) continue;
      ++out_.touched_rows;
      for (std::size_t k = 0; k < data_.keys.size(); ++k) {
        if ((mask >> k & 1U) != 0) continue;
        out_.key_values[rows[i] * data_.keys.size() + k] = kSuppressed;
        ++out_.suppressed_values;
      }
    }
    return rest;
  }

  std::vector<bool> varied(const std::vector<std::uint32_t>& rows, const Classes& classes) const {
    std::vector<bool> enough(classes.count(), true);
    const std::size_t columns = data_.sensitive_names.size();
    if (policy_.l <= 1) return enough;
    for (std::size_t s = 0; s < columns; ++s) {
      std::vector<std::set<Code32>> seen(classes.count());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& values = seen[classes.of(i)];
        if (values.size() < policy_.l) values.insert(data_.sensitive_values[rows[i] * columns + s]);
      }
      for (std::size_t c = 0; c < seen.size(); ++c) {
        enough[c] = enough[c] && seen[c].size() >= policy_.l;
      }
    }
    return enough;
  }

  const Microdata& data_;
  const AnonymityPolicy& policy_;
  Anonymised& out_;
};

Anonymised suppressed(const Microdata& data, const AnonymityPolicy& policy,
                      const std::vector<std::size_t>& level) {
  Anonymised out;
  out.level = level;
  out.key_values = generalised(data, level);
  out.dropped.assign(data.rows(), false);
  Suppressor(data, policy, out).run();
  return out;
}

}  // namespace

base::Result<Anonymised> anonymise(const Microdata& data, const AnonymityPolicy& policy) {
  if (!good_shape(data) || policy.k < 2) return base::refuse(Code::bad_value, {{"field", "keys"}});
  const auto levels = lattice(data);
  if (levels.size() > 10'000) return base::refuse(Code::bad_value, {{"field", "levels"}});
  std::vector<std::uint32_t> rows(data.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  std::vector<std::pair<double, std::size_t>> ranked;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto values = generalised(data, levels[i]);
    Classes classes(values, data.keys.size());
    classes.build(rows, (1U << data.keys.size()) - 1);
    std::size_t small = 0;
    for (std::uint32_t c = 0; c < classes.count(); ++c) {
      if (classes.size(c) < policy.k) small += classes.size(c);
    }
    // A row in a small class loses about two of its values.
    const double lost = 2.0 * static_cast<double>(small) / static_cast<double>(rows.size());
    ranked.emplace_back(climbed(data, levels[i]) + lost, i);
  }
  std::ranges::sort(ranked);
  for (const auto& [loss, i] : ranked) {
    Anonymised out = suppressed(data, policy, levels[i]);
    const auto limit = policy.max_dropped * static_cast<double>(data.rows());
    if (static_cast<double>(out.dropped_rows) <= limit) return out;
  }
  return base::refuse(Code::cannot_anonymise, {{"k", std::to_string(policy.k)}});
}

AnonymityCheck check_anonymity(const Microdata& data, const Anonymised& result) {
  std::map<std::vector<Code32>, std::vector<std::size_t>> classes;
  const std::size_t width = data.keys.size();
  for (std::size_t row = 0; row < data.rows(); ++row) {
    if (result.dropped[row]) continue;
    const auto from = result.key_values.begin() + static_cast<std::ptrdiff_t>(row * width);
    classes[std::vector<Code32>(from, from + static_cast<std::ptrdiff_t>(width))].push_back(row);
  }
  AnonymityCheck check{std::numeric_limits<std::size_t>::max(),
                       std::numeric_limits<std::size_t>::max()};
  const std::size_t columns = data.sensitive_names.size();
  for (const auto& [key, rows] : classes) {
    check.smallest_class = std::min(check.smallest_class, rows.size());
    for (std::size_t s = 0; s < columns; ++s) {
      std::set<Code32> values;
      for (const std::size_t row : rows) values.insert(data.sensitive_values[row * columns + s]);
      check.least_variety = std::min(check.least_variety, values.size());
    }
  }
  return check;
}

}  // namespace observatory
