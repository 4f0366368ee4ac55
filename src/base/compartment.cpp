#include "base/compartment.h"

#include "base/check.h"

namespace base {

namespace {

constexpr std::array<std::string_view, 12> kNames = {
    "control",      "ops",       "identity", "location", "legal", "medical",
    "psychosocial", "testimony", "wishes",   "counsel",  "audit", "public"};

}  // namespace

std::string_view compartment_name(Compartment compartment) {
  const auto number = static_cast<std::size_t>(compartment);
  AMPARO_CHECK(number >= 1 && number <= kNames.size());
  return kNames[number - 1];
}

std::optional<Compartment> compartment_from_name(std::string_view name) {
  for (const Compartment compartment : kCompartments) {
    if (compartment_name(compartment) == name) return compartment;
  }
  return std::nullopt;
}

std::optional<Compartment> compartment_from_number(std::uint64_t number) {
  if (number < 1 || number > kNames.size()) return std::nullopt;
  return static_cast<Compartment>(number);
}

}  // namespace base
