#include "ledger/entry.h"

#include <algorithm>

#include "codec/cbor.h"

namespace ledger {

namespace {

// The header is the hottest of all formats (every ingest and every verification reads it), so it is
// written and read by hand; entry_test compares it with codec on every header it makes.
class Cursor {
 public:
  explicit Cursor(base::ByteView bytes) : rest_(bytes) {}

  bool byte(std::uint8_t expected) {
    if (rest_.empty() || rest_[0] != expected) return false;
    rest_ = rest_.subspan(1);
    return true;
  }

  // A byte string of exactly this size.
  bool string(std::span<std::uint8_t> out) {
    const bool short_form = out.size() < 24;
    if (short_form ? !byte(static_cast<std::uint8_t>(0x40 + out.size()))
                   : !(byte(0x58) && byte(static_cast<std::uint8_t>(out.size())))) {
      return false;
    }
    if (rest_.size() < out.size()) return false;
    std::copy_n(rest_.begin(), out.size(), out.begin());
    rest_ = rest_.subspan(out.size());
    return true;
  }

  // An unsigned integer in its shortest form, below 2^63.
  bool number(std::uint64_t& out) {
    if (rest_.empty()) return false;
    const std::uint8_t first = rest_[0];
    rest_ = rest_.subspan(1);
    if (first < 24) {
      out = first;
      return true;
    }
    if (first > 27) return false;
    const std::size_t width = std::size_t{1} << (first - 24);
    if (rest_.size() < width) return false;
    out = 0;
    for (std::size_t i = 0; i < width; ++i) out = out << 8 | rest_[i];
    rest_ = rest_.subspan(width);
    constexpr std::uint64_t kLeast[] = {24, 0x100, 0x10000, 0x100000000};
    return out >= kLeast[first - 24] && out <= INT64_MAX;
  }

  bool done() const { return rest_.empty(); }

 private:
  base::ByteView rest_;
};

void put_number(base::Bytes& out, std::uint64_t value) {
  if (value < 24) {
    out.push_back(static_cast<std::uint8_t>(value));
    return;
  }
  int width = 8;
  std::uint8_t first = 27;
  if (value < 0x100) {
    width = 1;
    first = 24;
  } else if (value < 0x10000) {
    width = 2;
    first = 25;
  } else if (value < 0x100000000) {
    width = 4;
    first = 26;
  }
  out.push_back(first);
  for (int i = width - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_string(base::Bytes& out, base::ByteView bytes) {
  if (bytes.size() < 24) {
    out.push_back(static_cast<std::uint8_t>(0x40 + bytes.size()));
  } else {
    out.push_back(0x58);
    out.push_back(static_cast<std::uint8_t>(bytes.size()));
  }
  out.insert(out.end(), bytes.begin(), bytes.end());
}

std::unexpected<base::Refusal> invalid(const char* why) {
  return base::refuse(base::Code::entry_invalid, {{"why", why}});
}

base::Result<Declaration> decode_declaration(const codec::Value::Array& items) {
  if (items.size() != 3) return invalid("declaration");
  const base::Bytes* case_bytes = items[0].as_bytes();
  const std::int64_t* number = items[1].as_int();
  const base::Bytes* node_bytes = items[2].as_bytes();
  if (case_bytes == nullptr || number == nullptr || *number < 0 || node_bytes == nullptr) {
    return invalid("declaration");
  }
  const auto case_id = base::CaseId::from_bytes(*case_bytes);
  const auto compartment = base::compartment_from_number(static_cast<std::uint64_t>(*number));
  const auto node = base::NodeId::from_bytes(*node_bytes);
  if (!case_id || !compartment || !node) return invalid("declaration");
  return Declaration{*case_id, *compartment, *node};
}

}  // namespace

base::Bytes encode_header(const Header& header) {
  base::Bytes out;
  out.reserve(128);
  out.push_back(0x87);
  put_number(out, kEntryVersion);
  put_string(out, header.stream.bytes());
  put_number(out, header.seq);
  put_string(out, header.prev);
  put_string(out, header.key_id);
  put_string(out, header.nonce);
  put_number(out, header.flags);
  return out;
}

base::Result<Header> decode_header(base::ByteView bytes) {
  Header header;
  Cursor in(bytes);
  if (!in.byte(0x87)) return invalid("header");
  std::uint64_t version = 0;
  if (!in.number(version)) return invalid("header");
  if (version != kEntryVersion) return invalid("version");
  std::array<std::uint8_t, base::StreamId::kSize> stream{};
  const bool read = in.string(stream) && in.number(header.seq) && in.string(header.prev) &&
                    in.string(header.key_id) && in.string(header.nonce) &&
                    in.number(header.flags) && in.done();
  if (!read) return invalid("header");
  header.stream = *base::StreamId::from_bytes(stream);
  return header;
}

Hash hash_body(base::ByteView body) {
  return crypto::blake2b("amparo/body/1", {body});
}

Hash hash_entry(const Entry& entry) {
  return crypto::blake2b("amparo/entry/1",
                         {entry.header, entry.body ? hash_body(*entry.body) : entry.body_hash});
}

base::StreamId stream_name(const base::NodeId& node, const crypto::Nonce& nonce) {
  const Hash hash = crypto::blake2b("amparo/stream/1", {node.bytes(), nonce});
  return *base::StreamId::from_bytes(base::ByteView(hash).first(base::StreamId::kSize));
}

base::Bytes encode_plain(const Plain& plain) {
  codec::Value declaration;
  if (plain.declaration) {
    const Declaration& d = *plain.declaration;
    declaration = codec::Value::array({codec::Value::bytes(d.case_id.bytes()),
                                       static_cast<std::int64_t>(d.compartment),
                                       codec::Value::bytes(d.node.bytes())});
  }
  return codec::encode(
      codec::Value::array({std::move(declaration), codec::Value::bytes(plain.save.bytes()),
                           codec::Value::bytes(plain.payload)}));
}

base::Result<Plain> decode_plain(base::ByteView bytes) {
  const base::Result<codec::Value> value = codec::decode(bytes);
  if (!value || value->as_array() == nullptr || value->as_array()->size() != 3) {
    return invalid("plain");
  }
  const codec::Value::Array& items = *value->as_array();
  Plain plain;
  if (!items[0].is_null()) {
    if (items[0].as_array() == nullptr) return invalid("declaration");
    base::Result<Declaration> declaration = decode_declaration(*items[0].as_array());
    if (!declaration) return pass(declaration);
    plain.declaration = *declaration;
  }
  if (items[1].as_bytes() == nullptr || items[2].as_bytes() == nullptr) return invalid("plain");
  const auto save = base::SaveId::from_bytes(*items[1].as_bytes());
  if (!save) return invalid("save");
  plain.save = *save;
  plain.payload = *items[2].as_bytes();
  return plain;
}

base::Result<Plain> open_entry(const crypto::CompartmentKey& key, const Entry& entry) {
  base::Result<Header> header = decode_header(entry.header);
  if (!header) return pass(header);
  if (!entry.body) return base::refuse(base::Code::cannot_open, {{"why", "shredded"}});
  if (!crypto::equal(header->key_id, crypto::key_id(key))) {
    return base::refuse(base::Code::cannot_open, {{"why", "key"}});
  }
  base::Result<base::Bytes> padded =
      crypto::open(key.secret(), header->nonce, entry.header, *entry.body);
  if (!padded) return pass(padded);
  base::Result<base::Bytes> bytes = crypto::unpad(std::move(*padded));
  if (!bytes) return pass(bytes);
  base::Result<Plain> plain = decode_plain(*bytes);
  crypto::wipe(*bytes);
  if (plain && plain->declaration.has_value() != (header->seq == 0)) return invalid("declaration");
  return plain;
}

}  // namespace ledger
