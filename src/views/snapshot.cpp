// A snapshot's parts: 0 is the manifest, a box of CBOR [snapshot id 16, index version, fold
// version, catalogue hash, up_to, hash of that entry, bytes of the image, parts of the image]; the
// others are boxes of kSnapshotPart bytes of the image each. Context of part n: label, team,
// compartment, and for n > 0 the snapshot id and n, so that no part stands in for another.
#include "views/snapshot.h"

#include <cstring>

#include "base/check.h"
#include "crypto/hash.h"
#include "crypto/join.h"
#include "crypto/seal.h"
#include "views/index_state.h"

namespace views {

// The one door from snapshots into an index's tables.
class IndexImage {
 public:
  template <class Use>
  static void read(const Index& index, Use use) {
    const std::lock_guard lock(index.mutex_);
    use(index.state_->db.image());
  }
  static std::unique_ptr<Index> make(const Scope& scope, std::uint8_t* block, std::size_t size) {
    auto state = std::make_unique<Index::State>(block, size);
    return std::unique_ptr<Index>(new Index(scope, std::move(state)));
  }
};

namespace {

using codec::Value;

constexpr std::string_view kLabel = "amparo/index/1";

struct Manifest {
  base::Bytes id;
  std::int64_t index_version = kIndexVersion;
  std::int64_t fold_version = 0;
  base::Bytes catalogue;
  std::int64_t up_to = 0;
  base::Bytes entry;  // hash of entry up_to; zeros for 0
  std::int64_t bytes = 0;
  std::int64_t parts = 0;
};

base::Bytes encode(const Manifest& m) {
  return codec::encode(
      Value::array({Value(m.id), Value(m.index_version), Value(m.fold_version), Value(m.catalogue),
                    Value(m.up_to), Value(m.entry), Value(m.bytes), Value(m.parts)}));
}

std::optional<Manifest> decode(base::ByteView bytes) {
  const auto value = codec::decode(bytes);
  const Value::Array* items = value ? value->as_array() : nullptr;
  if (items == nullptr || items->size() != 8) return std::nullopt;
  Manifest m;
  for (const auto& [at, into] : {std::pair{0, &m.id}, {3, &m.catalogue}, {5, &m.entry}}) {
    const base::Bytes* part = (*items)[static_cast<std::size_t>(at)].as_bytes();
    if (part == nullptr) return std::nullopt;
    *into = *part;
  }
  for (const auto& [at, into] : {std::pair{1, &m.index_version},
                                 {2, &m.fold_version},
                                 {4, &m.up_to},
                                 {6, &m.bytes},
                                 {7, &m.parts}}) {
    const std::int64_t* part = (*items)[static_cast<std::size_t>(at)].as_int();
    if (part == nullptr || *part < 0) return std::nullopt;
    *into = *part;
  }
  return m;
}

base::Bytes context_of(const Scope& scope, base::ByteView id = {}, std::uint64_t part = 0) {
  const auto compartment = static_cast<std::uint8_t>(scope.compartment);
  std::array<std::uint8_t, 8> number{};
  for (std::uint8_t& byte : number) {
    byte = static_cast<std::uint8_t>(part >> 56);
    part <<= 8;
  }
  return crypto::join({base::as_bytes(kLabel), scope.team.bytes(), {&compartment, 1}, id, number});
}

std::string name_of(const Scope& scope) {
  const auto hash = crypto::blake2b(kLabel, {context_of(scope)});
  return "index-" + base::to_hex(base::ByteView(hash).first(16));
}

base::Bytes hash_of_entry(ledger::Ledger& ledger, ledger::LocalId id) {
  const auto row = id == 0 ? std::nullopt : ledger.entry(id);
  const ledger::Hash hash = row ? row->hash : ledger::Hash{};
  return {hash.begin(), hash.end()};
}

bool fits(const Manifest& m, const Basis& basis, ledger::Ledger& ledger, std::size_t parts) {
  const auto up_to = static_cast<ledger::LocalId>(m.up_to);
  const auto bytes = static_cast<std::size_t>(m.bytes);
  return m.index_version == kIndexVersion && m.fold_version == basis.fold_version &&
         m.catalogue == base::Bytes(basis.catalogue.begin(), basis.catalogue.end()) &&
         up_to <= ledger.last_id() && m.entry == hash_of_entry(ledger, up_to) &&
         static_cast<std::size_t>(m.parts) == parts &&
         parts == (bytes + kSnapshotPart - 1) / kSnapshotPart;
}

// A block of SQLite's memory until somebody takes it.
class Block {
 public:
  explicit Block(std::size_t size) : at_(static_cast<std::uint8_t*>(sqlite3_malloc64(size))) {
    if (at_ == nullptr) throw base::Fault(base::Code::out_of_memory, "index");
  }
  ~Block() { sqlite3_free(at_); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  std::uint8_t* at() { return at_; }
  std::uint8_t* release() { return std::exchange(at_, nullptr); }

 private:
  std::uint8_t* at_;
};

std::unexpected<base::Refusal> stale() {
  return base::refuse(base::Code::stale_snapshot);
}

}  // namespace

crypto::SnapshotKey snapshot_key(const crypto::TeamKey& team_key) {
  return crypto::SnapshotKey::from_secret(crypto::derive(team_key.secret(), "amparo/snap/1", {}));
}

void save_snapshot(const Index& index, const Basis& basis, const crypto::SnapshotKey& key,
                   ledger::Ledger& ledger, base::Random& random) {
  const Scope& scope = index.scope();
  Manifest m;
  m.id.resize(16);
  random.fill(m.id);
  m.fold_version = basis.fold_version;
  m.catalogue.assign(basis.catalogue.begin(), basis.catalogue.end());
  const ledger::LocalId up_to = index.up_to();  // rows put in between are put again, to no effect
  m.up_to = static_cast<std::int64_t>(up_to);
  m.entry = hash_of_entry(ledger, up_to);
  std::vector<base::Bytes> parts(1);
  IndexImage::read(index, [&](base::ByteView image) {
    m.bytes = static_cast<std::int64_t>(image.size());
    for (std::size_t at = 0; at < image.size(); at += kSnapshotPart) {
      const auto piece = image.subspan(at, std::min(kSnapshotPart, image.size() - at));
      parts.push_back(
          crypto::seal_box(key.secret(), random, context_of(scope, m.id, parts.size()), piece));
    }
  });
  m.parts = static_cast<std::int64_t>(parts.size() - 1);
  parts[0] = crypto::seal_box(key.secret(), random, context_of(scope), encode(m));
  ledger.store().put_snapshot(name_of(scope), parts);
}

base::Result<std::unique_ptr<Index>> load_snapshot(const Scope& scope, const Basis& basis,
                                                   const crypto::SnapshotKey& key,
                                                   ledger::Ledger& ledger) {
  const auto parts = ledger.store().snapshot(name_of(scope));
  if (!parts || parts->empty()) {
    return base::refuse(base::Code::not_found, {{"what", "snapshot"}});
  }
  auto opened = crypto::open_box(key.secret(), context_of(scope), parts->front());
  if (!opened) return base::pass(opened);
  const auto m = decode(*opened);
  if (!m || !fits(*m, basis, ledger, parts->size() - 1)) return stale();
  const auto size = static_cast<std::size_t>(m->bytes);
  Block block(size);
  for (std::size_t n = 1; n < parts->size(); ++n) {
    const std::size_t at = (n - 1) * kSnapshotPart;
    auto piece = crypto::open_box(key.secret(), context_of(scope, m->id, n), (*parts)[n]);
    if (!piece) return base::pass(piece);
    if (piece->size() != std::min(kSnapshotPart, size - at)) return stale();
    std::memcpy(block.at() + at, piece->data(), piece->size());
    crypto::wipe(*piece);
  }
  return IndexImage::make(scope, block.release(), size);
}

void drop_snapshot(const Scope& scope, ledger::Store& store) {
  store.drop_snapshot(name_of(scope));
}

}  // namespace views
