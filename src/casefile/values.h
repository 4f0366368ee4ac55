// Values: the shape of each kind's value, and the check that a value has it (docs/formats.md,
// "Values"). An empty field is null for every kind.
#pragma once

#include <string_view>

#include "casefile/catalogue.h"
#include "casefile/op.h"

namespace casefile {

// Shape alone: what the fold asks, the same in every version. True for null.
bool has_shape(Kind kind, const codec::Value& value);

// Shape, known codes, columns of a row, length: what is asked of a new write. Refusal bad_value
// with "field" and "why" (never the value).
base::Done check_value(const Catalogue& catalogue, const Field& field, const codec::Value& value);

// Everything that can be said of a new op before it is written: known type and field, the right
// compartment, an op that suits the rule, a well-formed value. Refusal unknown_record_type,
// unknown_field, wrong_compartment, wrong_op or bad_value.
base::Done check_op(const Catalogue& catalogue, base::Compartment compartment, const Op& op);

// The op a field's rule asks for: set, add, note, transition or attach.
OpKind op_kind_for(const FoldRule& rule);

// Longest text (bytes of UTF-8) of a `text` and of a `longtext`.
inline constexpr std::size_t kMaxText = 1000;
inline constexpr std::size_t kMaxLongtext = 200'000;

}  // namespace casefile
