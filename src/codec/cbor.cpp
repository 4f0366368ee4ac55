#include "codec/cbor.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace codec {

namespace {

static_assert(sizeof(Value) <= 40, "decode promises at most 40 bytes a byte of input");

// Major types of RFC 8949 §3.1, in the order of their encodings.
enum Major : std::uint8_t {
  kUnsigned = 0,
  kNegative = 1,
  kBytes = 2,
  kText = 3,
  kArray = 4,
  kMap = 5,
  kTag = 6,
  kSimple = 7
};

constexpr std::uint8_t kFalse = 0xf4;
constexpr std::uint8_t kTrue = 0xf5;
constexpr std::uint8_t kNull = 0xf6;

bool is_key(const Value& value) {
  return value.as_int() != nullptr || value.as_text() != nullptr;
}

auto place_of(const Value::Map& map, const Value& key) {
  return std::lower_bound(map.begin(), map.end(), key,
                          [](const auto& pair, const Value& k) { return (pair.first <=> k) < 0; });
}

Major major_of(const Value& value) {
  if (const auto* i = value.as_int()) return *i < 0 ? kNegative : kUnsigned;
  if (value.as_bytes()) return kBytes;
  if (value.as_text()) return kText;
  if (value.as_array()) return kArray;
  if (value.as_map()) return kMap;
  return kSimple;
}

// The argument of an integer's head: n, or -1 - n for a negative one.
std::uint64_t argument_of(std::int64_t i) {
  return static_cast<std::uint64_t>(i < 0 ? -(i + 1) : i);
}

std::uint8_t simple_byte(const Value& value) {
  const bool* b = value.as_bool();
  if (!b) return kNull;
  return *b ? kTrue : kFalse;
}

// Shorter first, then byte by byte as unsigned: the order of length head and content.
template <class Sequence>
std::strong_ordering compare_strings(const Sequence& a, const Sequence& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return std::lexicographical_compare_three_way(
      a.begin(), a.end(), b.begin(), b.end(),
      [](auto x, auto y) { return static_cast<std::uint8_t>(x) <=> static_cast<std::uint8_t>(y); });
}

template <class Sequence>
std::strong_ordering compare_items(const Sequence& a, const Sequence& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
}

class Writer {
 public:
  void write(const Value& value, int depth) {
    AMPARO_CHECK(depth <= kMaxDepth);
    const Major major = major_of(value);
    switch (major) {
      case kUnsigned:
      case kNegative:
        return head(major, argument_of(*value.as_int()));
      case kBytes:
        head(major, value.as_bytes()->size());
        return append(*value.as_bytes());
      case kText:
        AMPARO_CHECK(is_utf8(*value.as_text()));
        head(major, value.as_text()->size());
        return append(base::as_bytes(*value.as_text()));
      case kArray:
        head(major, value.as_array()->size());
        for (const Value& item : *value.as_array()) write(item, inside(item, depth));
        return;
      case kMap:
        head(major, value.as_map()->size());
        for (const auto& [key, item] : *value.as_map()) {
          write(key, depth);
          write(item, inside(item, depth));
        }
        return;
      default:
        out.push_back(simple_byte(value));
    }
  }

  // The depth at which a value is written inside a container of depth `depth`.
  static int inside(const Value& value, int depth) {
    return value.as_array() || value.as_map() ? depth + 1 : depth;
  }

  base::Bytes out;

 private:
  void head(Major major, std::uint64_t argument) {
    const auto top = static_cast<std::uint8_t>(major << 5);
    if (argument < 24) {
      out.push_back(static_cast<std::uint8_t>(top | argument));
      return;
    }
    int log2_size = 0;  // 1, 2, 4 or 8 bytes follow
    while (log2_size < 3 && argument >> (8 << log2_size) != 0) ++log2_size;
    out.push_back(static_cast<std::uint8_t>(top | (24 + log2_size)));
    for (int shift = (8 << log2_size) - 8; shift >= 0; shift -= 8) {
      out.push_back(static_cast<std::uint8_t>(argument >> shift));
    }
  }
  void append(base::ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
};

// A reader that stops at the first thing that encode would not have written; `why` says what.
class Reader {
 public:
  explicit Reader(base::ByteView bytes) : bytes_(bytes) {}

  base::Result<Value> read_all() {
    Value value;
    if (read(value, 0) && at_ < bytes_.size()) fail("trailing");
    if (why_) {
      return base::refuse(base::Code::bad_encoding, {{"at", std::to_string(at_)}, {"why", why_}});
    }
    return value;
  }

 private:
  bool fail(const char* why) {
    why_ = why;
    return false;
  }
  std::size_t left() const { return bytes_.size() - at_; }

  bool head(Major& major, std::uint64_t& argument) {
    if (left() == 0) return fail("truncated");
    const std::uint8_t first = bytes_[at_];
    major = static_cast<Major>(first >> 5);
    argument = first & 31;
    if (major == kSimple) {
      if (first < kFalse || first > kNull) return fail("simple");
    } else if (major == kTag) {
      return fail("tag");
    } else if (argument == 31) {
      return fail("indefinite");
    } else if (argument > 27) {
      return fail("reserved");
    } else if (argument >= 24) {
      return long_argument(argument);
    }
    ++at_;
    return true;
  }

  // The argument of 1, 2, 4 or 8 bytes behind a head; a shorter form that would do is refused.
  bool long_argument(std::uint64_t& argument) {
    const std::size_t size = std::size_t{1} << (argument - 24);
    if (left() < 1 + size) return fail("truncated");
    argument = 0;
    for (std::size_t i = 1; i <= size; ++i) argument = argument << 8 | bytes_[at_ + i];
    if (size == 1 ? argument < 24 : argument >> (size * 4) == 0) return fail("not shortest");
    at_ += 1 + size;
    return true;
  }

  bool read(Value& out, int depth) {
    Major major{};
    std::uint64_t argument = 0;
    const std::size_t start = at_;
    if (!head(major, argument)) return false;
    switch (major) {
      case kUnsigned:
      case kNegative:
        if (argument > std::numeric_limits<std::int64_t>::max()) {
          at_ = start;
          return fail("out of range");
        }
        out = major == kUnsigned ? static_cast<std::int64_t>(argument)
                                 : -1 - static_cast<std::int64_t>(argument);
        return true;
      case kBytes:
      case kText:
        return read_string(out, major, argument);
      case kArray:
      case kMap:
        if (depth == kMaxDepth) {
          at_ = start;
          return fail("depth");
        }
        return major == kArray ? read_array(out, argument, depth + 1)
                               : read_map(out, argument, depth + 1);
      default:
        if (bytes_[start] != kNull) out = bytes_[start] == kTrue;
        return true;
    }
  }

  bool read_string(Value& out, Major major, std::uint64_t size) {
    if (size > left()) return fail("truncated");
    const base::ByteView content = bytes_.subspan(at_, static_cast<std::size_t>(size));
    if (major == kText && !is_utf8(base::as_text(content))) return fail("utf-8");
    at_ += content.size();
    if (major == kText) {
      out = base::as_text(content);
    } else {
      out = Value::bytes(content);
    }
    return true;
  }

  // Every announced item needs a byte at least, so all that open containers still wait for must fit
  // in what is left. This bounds memory whatever lengths are announced, however nested.
  bool announce(std::uint64_t items) {
    if (items > left() || owed_ > left() - items) return fail("truncated");
    owed_ += static_cast<std::size_t>(items);
    return true;
  }

  bool read_array(Value& out, std::uint64_t count, int depth) {
    if (!announce(count)) return false;
    Value::Array items;
    items.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
      --owed_;
      if (!read(items.emplace_back(), depth)) return false;
    }
    out = Value::array(std::move(items));
    return true;
  }

  bool read_map(Value& out, std::uint64_t count, int depth) {
    if (count > left() || !announce(count * 2)) return fail("truncated");
    Value::Map pairs;
    pairs.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::size_t start = at_;
      auto& [key, item] = pairs.emplace_back();
      --owed_;
      if (!read_key(key, start, depth)) return false;
      if (i > 0) {
        const std::strong_ordering order = pairs[pairs.size() - 2].first <=> key;
        if (order >= 0) {
          at_ = start;
          return fail(order == 0 ? "duplicate key" : "unsorted keys");
        }
      }
      --owed_;
      if (!read(item, depth)) return false;
    }
    out = Value::map(std::move(pairs));
    return true;
  }

  bool read_key(Value& key, std::size_t start, int depth) {
    if (!read(key, depth)) return false;
    if (is_key(key)) return true;
    at_ = start;
    return fail("key");
  }

  base::ByteView bytes_;
  std::size_t at_ = 0;
  std::size_t owed_ = 0;  // items that open containers still wait for
  const char* why_ = nullptr;
};

}  // namespace

Value Value::map(Map pairs) {
  const auto by_key = [](const auto& a, const auto& b) { return (a.first <=> b.first) < 0; };
  if (!std::is_sorted(pairs.begin(), pairs.end(), by_key)) {
    std::sort(pairs.begin(), pairs.end(), by_key);
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    AMPARO_CHECK(is_key(pairs[i].first));
    AMPARO_CHECK(i == 0 || pairs[i - 1].first != pairs[i].first);
  }
  return Value(Data(std::move(pairs)));
}

const Value* Value::find(const Value& key) const {
  const Map* map = as_map();
  if (!map) return nullptr;
  const auto place = place_of(*map, key);
  return place != map->end() && place->first == key ? &place->second : nullptr;
}

void Value::set(Value key, Value value) {
  AMPARO_CHECK(is_key(key));
  if (is_null()) data_ = Map();
  Map* map = std::get_if<Map>(&data_);
  AMPARO_CHECK(map != nullptr);
  const auto place = map->begin() + (place_of(*map, key) - map->begin());
  if (place != map->end() && place->first == key) {
    place->second = std::move(value);
  } else {
    map->emplace(place, std::move(key), std::move(value));
  }
}

std::strong_ordering operator<=>(const Value& a, const Value& b) {
  const Major major = major_of(a);
  if (major != major_of(b)) return major <=> major_of(b);
  switch (major) {
    case kUnsigned:
    case kNegative:
      return argument_of(*a.as_int()) <=> argument_of(*b.as_int());
    case kBytes:
      return compare_strings(*a.as_bytes(), *b.as_bytes());
    case kText:
      return compare_strings(*a.as_text(), *b.as_text());
    case kArray:
      return compare_items(*a.as_array(), *b.as_array());
    case kMap:
      return compare_items(*a.as_map(), *b.as_map());
    default:
      return simple_byte(a) <=> simple_byte(b);
  }
}

base::Bytes encode(const Value& value) {
  Writer writer;
  writer.write(value, Writer::inside(value, 0));
  return std::move(writer.out);
}

base::Result<Value> decode(base::ByteView bytes) {
  return Reader(bytes).read_all();
}

bool is_utf8(std::string_view text) {
  const base::ByteView s = base::as_bytes(text);
  for (std::size_t i = 0; i < s.size();) {
    const std::uint8_t first = s[i];
    if (first < 0x80) {
      ++i;
      continue;
    }
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || s.size() - i < size) return false;
    for (std::size_t j = 1; j < size; ++j) {
      if ((s[i + j] & 0xc0) != 0x80) return false;
    }
    const std::uint8_t second = s[i + 1];
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second >= 0xa0;
    const bool beyond = first == 0xf4 && second >= 0x90;
    if (overlong || surrogate || beyond) return false;
    i += size;
  }
  return true;
}

}  // namespace codec
