// Fields: the items of a row of keys.db, read in order. Private to desk.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "codec/cbor.h"

namespace desk {

// Reads an array of values in order; the first mismatch makes everything after it fail.
class Fields {
 public:
  Fields(const codec::Value& value, std::size_t count) : items_(value.as_array()) {
    ok_ = items_ != nullptr && items_->size() == count;
  }
  bool ok() const { return ok_; }

  std::int64_t integer() {
    const codec::Value* value = next();
    if (value == nullptr || value->as_int() == nullptr) return fail<std::int64_t>();
    return *value->as_int();
  }
  bool flag() {
    const codec::Value* value = next();
    if (value == nullptr || value->as_bool() == nullptr) return fail<bool>();
    return *value->as_bool();
  }
  std::string text() {
    const codec::Value* value = next();
    if (value == nullptr || value->as_text() == nullptr) return fail<std::string>();
    return *value->as_text();
  }
  base::Bytes bytes() {
    const codec::Value* value = next();
    if (value == nullptr || value->as_bytes() == nullptr) return fail<base::Bytes>();
    return *value->as_bytes();
  }
  template <class Array>
  Array fixed() {
    const base::Bytes found = bytes();
    Array array{};
    if (!ok_ || found.size() != array.size()) return fail<Array>();
    std::copy(found.begin(), found.end(), array.begin());
    return array;
  }
  template <class Id>
  Id id() {
    const auto found = Id::from_bytes(bytes());
    if (!ok_ || !found) {
      ok_ = false;
      return Id::none();
    }
    return *found;
  }
  std::vector<std::string> texts() {
    const codec::Value* value = next();
    std::vector<std::string> texts;
    if (value == nullptr || value->as_array() == nullptr) {
      ok_ = false;
      return texts;
    }
    for (const codec::Value& item : *value->as_array()) {
      if (item.as_text() == nullptr) return fail<std::vector<std::string>>();
      texts.push_back(*item.as_text());
    }
    return texts;
  }

 private:
  const codec::Value* next() { return ok_ ? &(*items_)[at_++] : nullptr; }
  template <class T>
  T fail() {
    ok_ = false;
    return T{};
  }
  const codec::Value::Array* items_;
  std::size_t at_ = 0;
  bool ok_;
};

}  // namespace desk
