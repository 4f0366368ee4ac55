// Pack: what a node knows (record types, codes, messages, law, places…), as one signed file of
// named sections. A node loads only packs (docs/formats.md, "Pack").
//
// Promise: a Pack that exists was checked whole: every section has the hash its manifest says, and
// the manifest was signed by a publisher the organisation lists, or the pack is the very one
// compiled into this program. The bytes are deterministic: same sections, same key, same file.
// Immutable; may be read from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.h"
#include "crypto/sign.h"

namespace pack {

inline constexpr std::uint8_t kFormatVersion = 1;

struct Section {
  std::string name;  // a-z, 0-9, _ - . and /
  base::Bytes bytes;
};

// Whose packs are believed.
struct Trust {
  std::vector<crypto::VerifyKey> publishers;
  std::optional<crypto::Hash> known;  // a pack with this hash needs no signature
};

// Makes the file. Sections are put in the order of their names; a name twice or a bad name is
// Refusal bad_pack. Without a key the pack is unsigned and only its hash can make it trusted.
base::Result<base::Bytes> build(std::string_view name, std::uint64_t version,
                                std::vector<Section> sections, const crypto::SigningKey* key);

// BLAKE2b of a whole pack file: what `control` notes and the program compiles in.
crypto::Hash hash_of(base::ByteView file);

class Pack {
 public:
  // Takes a copy of the bytes. Refusals: bad_pack (foreign, truncated or damaged, detail "why"),
  // newer_pack (a later format), unsigned_pack, unknown_publisher (detail "key"), bad_signature.
  static base::Result<Pack> open(base::ByteView file, const Trust& trust);

  const std::string& name() const { return name_; }
  std::uint64_t version() const { return version_; }
  const crypto::Hash& hash() const { return hash_; }
  const std::optional<crypto::VerifyKey>& publisher() const { return publisher_; }

  std::vector<std::string> section_names() const;
  // The bytes of a section, valid as long as the pack; Refusal not_found with "what".
  base::Result<base::ByteView> section(std::string_view name) const;

 private:
  Pack() = default;
  struct Place {
    std::string name;
    std::size_t offset;
    std::size_t size;
  };
  base::Bytes file_;
  std::string name_;
  std::uint64_t version_ = 0;
  crypto::Hash hash_{};
  std::optional<crypto::VerifyKey> publisher_;
  std::vector<Place> places_;
};

}  // namespace pack
