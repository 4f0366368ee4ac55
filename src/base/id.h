// Id<Tag>: a random 128-bit identity. Ids of different things are different types and do not mix.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <string>

#include "base/bytes.h"
#include "base/seams.h"

namespace base {

template <class Tag>
class Id {
 public:
  static constexpr std::size_t kSize = 16;

  // From exactly 16 bytes; another length is Refusal bad_value.
  static Result<Id> from_bytes(ByteView bytes) {
    if (bytes.size() != kSize) return refuse(Code::bad_value, {{"what", "id"}});
    Id id;
    std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
    return id;
  }
  // From 32 hexadecimal digits.
  static Result<Id> from_text(std::string_view text) {
    Result<Bytes> bytes = from_hex(text);
    if (!bytes) return pass(bytes);
    return from_bytes(*bytes);
  }
  static Id random(Random& random) {
    Id id;
    random.fill(id.bytes_);
    return id;
  }
  // All zero: stands for "none" in formats, never for a thing.
  static Id none() { return Id(); }

  ByteView bytes() const { return bytes_; }
  std::string text() const { return to_hex(bytes_); }
  bool is_none() const { return *this == Id(); }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  Id() = default;
  std::array<std::uint8_t, kSize> bytes_{};
};

using CaseId = Id<struct CaseTag>;      // a case file
using StreamId = Id<struct StreamTag>;  // entries of one (case file, compartment, writing node)
using NodeId = Id<struct NodeTag>;
using UserId = Id<struct UserTag>;
using TeamId = Id<struct TeamTag>;
using SaveId = Id<struct SaveTag>;      // ties the entries of one save
using RecordId = Id<struct RecordTag>;  // a typed thing in a compartment
using GrantId = Id<struct GrantTag>;
using FileId = Id<struct FileTag>;
using OrgId = Id<struct OrgTag>;

}  // namespace base

template <class Tag>
struct std::hash<base::Id<Tag>> {
  std::size_t operator()(const base::Id<Tag>& id) const noexcept {
    std::size_t h = 0;
    std::memcpy(&h, id.bytes().data(), sizeof h);  // random bytes: any eight are a good hash
    return h;
  }
};
