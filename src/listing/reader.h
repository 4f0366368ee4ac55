// Reader: the standing values of one record's fields by their names. Private to listing.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "casefile/fold.h"
#include "casefile/instant.h"

namespace listing {

class Reader {
 public:
  Reader(const casefile::RecordType& type, const casefile::FoldedRecord& record)
      : type_(type), record_(record) {}

  const codec::Value* value(const char* field) const {
    const casefile::Field* known = type_.field(std::string_view(field));
    return known != nullptr ? record_.value(known->number) : nullptr;
  }
  std::vector<const codec::Value*> values(const char* field) const {
    std::vector<const codec::Value*> out;
    const casefile::Field* known = type_.field(std::string_view(field));
    const casefile::FoldedField* folded = known != nullptr ? record_.field(known->number) : nullptr;
    if (folded == nullptr) return out;
    for (const casefile::Shown& one : folded->shown) out.push_back(&one.value);
    return out;
  }
  std::string text(const char* field) const { return text_of(value(field)); }
  std::vector<std::string> texts(const char* field) const {
    std::vector<std::string> out;
    for (const codec::Value* one : values(field)) out.push_back(text_of(one));
    return out;
  }
  std::vector<std::string> codes(const char* field) const {
    std::vector<std::string> out;
    const codec::Value* found = value(field);
    if (found == nullptr || found->as_array() == nullptr) return out;
    for (const codec::Value& one : *found->as_array()) out.push_back(text_of(&one));
    return out;
  }
  std::optional<int> integer(const char* field) const { return integer_of(value(field)); }
  std::optional<bool> flag(const char* field) const {
    const codec::Value* found = value(field);
    if (found == nullptr || found->as_bool() == nullptr) return std::nullopt;
    return *found->as_bool();
  }
  base::UtcMs moment(const char* field) const {
    const codec::Value* found = value(field);
    return found != nullptr ? casefile::instant_ms(*found).value_or(0) : 0;
  }
  // Who wrote the standing value.
  base::UserId author(const char* field) const {
    const casefile::Field* known = type_.field(std::string_view(field));
    const casefile::FoldedField* folded = known != nullptr ? record_.field(known->number) : nullptr;
    return folded != nullptr && !folded->shown.empty() ? folded->shown.front().user
                                                       : base::UserId::none();
  }
  // A column of a row.
  const codec::Value* cell(const codec::Value& row, const char* field, const char* column) const {
    const casefile::Field* known = type_.field(std::string_view(field));
    if (known == nullptr) return nullptr;
    for (const casefile::Field& one : known->columns) {
      if (one.id == column) return row.find(static_cast<std::int64_t>(one.number));
    }
    return nullptr;
  }

  static std::string text_of(const codec::Value* value) {
    return value != nullptr && value->as_text() != nullptr ? *value->as_text() : std::string();
  }
  // A number too great for an int is as far out of every range as the greatest one.
  static std::optional<int> integer_of(const codec::Value* value) {
    if (value == nullptr || value->as_int() == nullptr) return std::nullopt;
    constexpr std::int64_t kMost = 1'000'000'000;
    return static_cast<int>(std::clamp<std::int64_t>(*value->as_int(), -kMost, kMost));
  }

 private:
  const casefile::RecordType& type_;
  const casefile::FoldedRecord& record_;
};

}  // namespace listing
