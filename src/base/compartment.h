// Compartments: the parts of a case file that are keyed, granted and erased apart (chapter "Words"
// of docs/architecture.md). The numbers are written into ledgers: never change or reuse one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace base {

enum class Compartment : std::uint8_t {
  control = 1,  // consent, grants, holds, who works on the case file, its streams and the
                // catalogue's hash
  ops = 2,      // status, deadlines, services
  identity = 3,
  location = 4,  // whereabouts outside the viewer's own site
  legal = 5,
  medical = 6,
  psychosocial = 7,
  testimony = 8,
  wishes = 9,    // the child's own expressed wishes
  counsel = 10,  // privileged
  audit = 11,
  public_ = 12,  // what the organisation publishes
};

inline constexpr std::array kCompartments = {
    Compartment::control, Compartment::ops,     Compartment::identity,     Compartment::location,
    Compartment::legal,   Compartment::medical, Compartment::psychosocial, Compartment::testimony,
    Compartment::wishes,  Compartment::counsel, Compartment::audit,        Compartment::public_};

// "control", "ops", … "public": the names used in catalogue/ and the API.
std::string_view compartment_name(Compartment compartment);
std::optional<Compartment> compartment_from_name(std::string_view name);
// From the number in a ledger; a number this version does not know is nothing.
std::optional<Compartment> compartment_from_number(std::uint64_t number);

}  // namespace base
