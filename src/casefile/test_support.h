// Support for the tests of this room: the default catalogue, and a short way to write histories.
// People and sayings in it are invented.
#pragma once

#include <string>
#include <string_view>

#include "casefile/control.h"
#include "casefile/fold.h"
#include "casefile/instant.h"
#include "casefile/known.h"
#include "casefile/values.h"
#include "crypto/hash.h"
#include "pack/embedded.h"

namespace casefile::testing {

inline const Catalogue& catalogue() {
  static const Catalogue loaded = [] {
    crypto::init();
    const pack::Pack& pack = pack::embedded();
    return Catalogue::load(pack.section("records").value(), pack.section("codes").value(),
                           pack.section("retention").value())
        .value();
  }();
  return loaded;
}

// Ids that a person can read in a failure: the number stands in the last byte.
template <class IdType>
IdType id(std::uint8_t n) {
  base::Bytes bytes(IdType::kSize, 0);
  bytes.back() = n;
  return IdType::from_bytes(bytes).value();
}
inline base::RecordId record(std::uint8_t n) {
  return id<base::RecordId>(n);
}
inline base::NodeId node(std::uint8_t n) {
  return id<base::NodeId>(n);
}

inline codec::Value codes(std::initializer_list<std::string_view> list) {
  codec::Value::Array items;
  for (const std::string_view code : list) items.push_back(codec::Value(code));
  std::sort(items.begin(), items.end());
  return codec::Value::array(std::move(items));
}
inline codec::Value reference(const base::RecordId& to) {
  return codec::Value::bytes(to.bytes());
}

// Takes every signature for good: the negative control of what signatures are for.
class TrustsAll : public Signatures {
 public:
  SignatureVerdict check(SignedKind, base::ByteView, const Signed&) const override {
    return SignatureVerdict::good;
  }
};
inline const Signatures& trusts_all() {
  static const TrustsAll all;
  return all;
}
// A signature that only such a seam takes.
inline codec::Value any_signature(std::uint8_t user, base::UtcMs at_ms) {
  return to_value(Signed{id<base::UserId>(user), at_ms, base::Bytes(64, 1)});
}

inline std::string digest(const Folded& folded) {
  return base::to_hex(crypto::blake2b("amparo/state/1", {folded.image()}));
}

// Writes batches as one node: each call is one save with one op, a millisecond after the last.
class Writer {
 public:
  Writer(History& history, std::uint8_t node_number, std::uint64_t start_ms)
      : history_(&history), node_(node(node_number)), ms_(start_ms) {
    user_ = id<base::UserId>(node_number);
  }

  Writer& as(std::uint8_t user) {
    user_ = id<base::UserId>(user);
    return *this;
  }
  Writer& under(base::GrantId grant) {
    grant_ = grant;
    return *this;
  }
  Writer& at(std::uint64_t ms) {
    ms_ = ms;
    return *this;
  }

  Stamp op(Op op) {
    Batch batch;
    batch.hlc = {ms_++, 0};
    batch.user = user_;
    batch.grant = grant_;
    batch.ops.push_back(std::move(op));
    const Stamp stamp{batch.hlc, node_, 0};
    history_->add({node_, ++seq_, std::move(batch)});
    return stamp;
  }

  Stamp create(const base::RecordId& record, std::string_view type) {
    return op(make(OpKind::create, record, type, 0));
  }
  // The op that the field's rule asks for.
  Stamp write(const base::RecordId& record, std::string_view type, std::string_view field,
              codec::Value value, std::vector<Stamp> base = {},
              std::vector<base::RecordId> decisions = {}) {
    const Field* known = catalogue().type(type)->field(field);
    Op made = make(op_kind_for(known->fold), record, type, known->number);
    made.value = std::move(value);
    made.base = std::move(base);
    made.decisions = std::move(decisions);
    return op(std::move(made));
  }
  Stamp remove(const base::RecordId& record, std::string_view type, std::string_view field,
               std::vector<Stamp> base) {
    Op made = make(OpKind::remove, record, type, catalogue().type(type)->field(field)->number);
    made.base = std::move(base);
    return op(std::move(made));
  }

  static Op make(OpKind kind, const base::RecordId& record, std::string_view type,
                 std::uint32_t field) {
    const RecordType* known = catalogue().type(type);
    Op made;
    made.kind = static_cast<std::uint32_t>(kind);
    made.record = record;
    made.type = known->number;
    made.version = known->version;
    made.field = field;
    return made;
  }

 private:
  History* history_;
  base::NodeId node_;
  std::uint64_t ms_;
  std::uint64_t seq_ = 0;
  base::UserId user_ = base::UserId::none();
  base::GrantId grant_ = base::GrantId::none();
};

}  // namespace casefile::testing
