#include "pack/pack.h"

#include <algorithm>

#include "codec/cbor.h"

namespace pack {

namespace {

using codec::Value;

constexpr std::string_view kMagic = "AMPAROPK";
constexpr std::size_t kFrontSize = 8 + 1 + 4;  // magic, format version, length of the manifest
constexpr std::size_t kSealSize = 32 + 64;     // publisher and signature
constexpr std::size_t kMaxManifest = 1 << 20;
constexpr std::string_view kPackLabel = "amparo/pack/1";
constexpr std::string_view kSectionLabel = "amparo/section/1";

std::unexpected<base::Refusal> bad_pack(std::string why) {
  return base::refuse(base::Code::bad_pack, {{"why", std::move(why)}});
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           c == '/';
  });
}

struct Manifest {
  struct Row {
    std::string name;
    std::uint64_t size;
    crypto::Hash hash;
  };
  std::string name;
  std::uint64_t version;
  std::vector<Row> rows;
};

std::optional<Manifest::Row> read_row(const Value& value) {
  const Value::Array* parts = value.as_array();
  if (parts == nullptr || parts->size() != 3) return std::nullopt;
  const std::string* name = (*parts)[0].as_text();
  const std::int64_t* size = (*parts)[1].as_int();
  const base::Bytes* hash = (*parts)[2].as_bytes();
  Manifest::Row row;
  if (name == nullptr || !is_name(*name) || size == nullptr || *size < 0 || hash == nullptr ||
      hash->size() != row.hash.size()) {
    return std::nullopt;
  }
  row.name = *name;
  row.size = static_cast<std::uint64_t>(*size);
  std::copy(hash->begin(), hash->end(), row.hash.begin());
  return row;
}

std::optional<Manifest> read_manifest(base::ByteView bytes) {
  const base::Result<Value> value = codec::decode(bytes);
  const Value::Array* items = value ? value->as_array() : nullptr;
  if (items == nullptr || items->size() != 3) return std::nullopt;
  const std::string* name = (*items)[0].as_text();
  const std::int64_t* version = (*items)[1].as_int();
  const Value::Array* rows = (*items)[2].as_array();
  if (name == nullptr || !is_name(*name) || version == nullptr || *version < 0 || rows == nullptr) {
    return std::nullopt;
  }
  Manifest out{*name, static_cast<std::uint64_t>(*version), {}};
  for (const Value& item : *rows) {
    std::optional<Manifest::Row> row = read_row(item);
    // One order, each name once.
    if (!row || (!out.rows.empty() && out.rows.back().name >= row->name)) return std::nullopt;
    out.rows.push_back(*std::move(row));
  }
  return out;
}

// Trusted by hash, or signed by a listed publisher; `signed_part` is what the signature covers.
base::Result<std::optional<crypto::VerifyKey>> judge_seal(base::ByteView signed_part,
                                                          base::ByteView seal,
                                                          const crypto::Hash& hash,
                                                          const Trust& trust) {
  crypto::VerifyKey key{};
  crypto::Signature signature{};
  std::copy(seal.begin(), seal.begin() + 32, key.begin());
  std::copy(seal.begin() + 32, seal.end(), signature.begin());
  const bool is_signed = key != crypto::VerifyKey{};
  if (trust.known && *trust.known == hash) {
    return is_signed ? std::optional(key) : std::optional<crypto::VerifyKey>();
  }
  if (!is_signed) return base::refuse(base::Code::unsigned_pack);
  if (std::find(trust.publishers.begin(), trust.publishers.end(), key) == trust.publishers.end()) {
    return base::refuse(base::Code::unknown_publisher, {{"key", base::to_hex(key)}});
  }
  if (!crypto::verify(key, crypto::SignDomain::pack, signed_part, signature)) {
    return base::refuse(base::Code::bad_signature);
  }
  return std::optional(key);
}

}  // namespace

crypto::Hash hash_of(base::ByteView file) {
  return crypto::blake2b(kPackLabel, {file});
}

base::Result<base::Bytes> build(std::string_view name, std::uint64_t version,
                                std::vector<Section> sections, const crypto::SigningKey* key) {
  if (!is_name(name) || version > INT64_MAX) return bad_pack("name");
  std::sort(sections.begin(), sections.end(),
            [](const Section& a, const Section& b) { return a.name < b.name; });
  Value::Array rows;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section& section = sections[i];
    if (!is_name(section.name)) return bad_pack("section " + section.name);
    if (i > 0 && sections[i - 1].name == section.name) return bad_pack("twice " + section.name);
    const crypto::Hash hash = crypto::blake2b(kSectionLabel, {section.bytes});
    rows.push_back(
        Value::array({Value(section.name), Value(static_cast<std::int64_t>(section.bytes.size())),
                      Value::bytes(hash)}));
  }
  const base::Bytes manifest = codec::encode(Value::array(
      {Value(name), Value(static_cast<std::int64_t>(version)), Value::array(std::move(rows))}));
  if (manifest.size() > kMaxManifest) return bad_pack("too many sections");

  base::Bytes out(kMagic.begin(), kMagic.end());
  out.push_back(kFormatVersion);
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(manifest.size() >> shift));
  }
  out.insert(out.end(), manifest.begin(), manifest.end());
  crypto::VerifyKey publisher{};
  crypto::Signature signature{};
  if (key != nullptr) {
    publisher = key->verify_key();
    signature = key->sign(crypto::SignDomain::pack, out);
  }
  for (const Section& section : sections) {
    out.insert(out.end(), section.bytes.begin(), section.bytes.end());
  }
  out.insert(out.end(), publisher.begin(), publisher.end());
  out.insert(out.end(), signature.begin(), signature.end());
  return out;
}

base::Result<Pack> Pack::open(base::ByteView file, const Trust& trust) {
  const std::size_t known = std::min(file.size(), kMagic.size());
  if (base::as_text(file.first(known)) != kMagic) return bad_pack("foreign");
  if (file.size() < kFrontSize + kSealSize) return bad_pack("truncated");
  if (file[8] > kFormatVersion) {
    return base::refuse(base::Code::newer_pack, {{"version", std::to_string(file[8])}});
  }
  if (file[8] != kFormatVersion) return bad_pack("format");
  std::size_t manifest_size = 0;
  for (std::size_t i = 9; i < kFrontSize; ++i) manifest_size = manifest_size << 8 | file[i];
  if (manifest_size > kMaxManifest) return bad_pack("manifest");
  if (file.size() < kFrontSize + manifest_size + kSealSize) return bad_pack("truncated");
  std::optional<Manifest> manifest = read_manifest(file.subspan(kFrontSize, manifest_size));
  if (!manifest) return bad_pack("manifest");

  Pack out;
  std::size_t at = kFrontSize + manifest_size;
  const std::size_t end = file.size() - kSealSize;
  for (Manifest::Row& row : manifest->rows) {
    if (row.size > end - at) return bad_pack("truncated");
    const base::ByteView bytes = file.subspan(at, row.size);
    if (crypto::blake2b(kSectionLabel, {bytes}) != row.hash) return bad_pack("section " + row.name);
    out.places_.push_back({std::move(row.name), at, bytes.size()});
    at += bytes.size();
  }
  if (at != end) return bad_pack("surplus");
  out.hash_ = hash_of(file);
  auto publisher =
      judge_seal(file.first(kFrontSize + manifest_size), file.last(kSealSize), out.hash_, trust);
  if (!publisher) return base::pass(publisher);
  out.publisher_ = *publisher;
  out.name_ = std::move(manifest->name);
  out.version_ = manifest->version;
  out.file_.assign(file.begin(), file.end());
  return out;
}

std::vector<std::string> Pack::section_names() const {
  std::vector<std::string> out;
  for (const Place& place : places_) out.push_back(place.name);
  return out;
}

base::Result<base::ByteView> Pack::section(std::string_view name) const {
  for (const Place& place : places_) {
    if (place.name == name) return base::ByteView(file_).subspan(place.offset, place.size);
  }
  return base::refuse(base::Code::not_found, {{"what", std::string(name)}});
}

}  // namespace pack
