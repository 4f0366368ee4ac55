// For tests, simulators and benchmarks: a node with keys from a seed, and what it writes.
#pragma once

#include <map>
#include <string>

#include "base/seams.h"
#include "crypto/key.h"
#include "ledger/ledger.h"

namespace ledger::test {

// Signatures that cost nothing, for simulators of the disk: a hash that names the node.
class StubSigner : public Signer {
 public:
  explicit StubSigner(const base::NodeId& node) : node_(node) {}
  static crypto::Signature make(const base::NodeId& node, base::ByteView message) {
    const Hash hash = crypto::blake2b("stub signature", {node.bytes(), message});
    crypto::Signature out{};
    std::copy(hash.begin(), hash.end(), out.begin());
    return out;
  }
  crypto::Signature sign(crypto::SignDomain, base::ByteView message) override {
    return make(node_, message);
  }

 private:
  base::NodeId node_;
};

class StubRoster : public Roster {
 public:
  bool knows(const base::NodeId&) override { return true; }
  bool verify(const base::NodeId& node, crypto::SignDomain, base::ByteView message,
              const crypto::Signature& signature) override {
    return signature == StubSigner::make(node, message);
  }
};

// A node: identity, keys of every (case file, compartment) it writes to, a clock that stands still.
struct Node {
  explicit Node(std::uint64_t seed)
      : random(seed),
        id(base::NodeId::random(random)),
        signing(crypto::SigningKey::generate(random)),
        mark(crypto::MarkKey::random(random)),
        signer(signing) {
    roster.add(id, signing.verify_key());
  }

  Identity identity() { return {id, &signer, &roster, &mark, &clock, &random}; }

  const crypto::CompartmentKey& key(const base::CaseId& case_id, base::Compartment compartment) {
    const auto place = std::pair(case_id, compartment);
    auto it = keys.find(place);
    if (it == keys.end()) {
      it = keys.emplace(place, crypto::CompartmentKey::random(random)).first;
    }
    return it->second;
  }

  Save save(const base::CaseId& case_id, std::initializer_list<base::Compartment> compartments,
            std::string_view text) {
    Save out{base::SaveId::random(random), {}, {}, {}};
    for (const base::Compartment c : compartments) {
      const base::ByteView bytes = base::as_bytes(text);
      out.drafts.push_back({case_id, c, &key(case_id, c), {bytes.begin(), bytes.end()}, 0});
    }
    return out;
  }

  // Opens what this node has a key for; the declaration of entry 0 must be that of the stream.
  OpenCheck opener() {
    return [this](const StreamRow& stream, const Header& header, const Entry& entry) {
      if (!stream.declaration) return true;
      const auto it = keys.find({stream.declaration->case_id, stream.declaration->compartment});
      if (it == keys.end()) return true;
      const base::Result<Plain> plain = open_entry(it->second, entry);
      return plain && (header.seq > 0 || plain->declaration == stream.declaration);
    };
  }

  base::SeededRandom random;
  base::NodeId id;
  crypto::SigningKey signing;
  crypto::MarkKey mark;
  base::ManualClock clock{1'800'000'000'000};
  NodeSigner signer;
  KeyRoster roster;
  std::map<std::pair<base::CaseId, base::Compartment>, crypto::CompartmentKey> keys;
};

// All entries of a ledger, as another node would receive them.
inline std::vector<Incoming> everything(Ledger& ledger) {
  std::vector<Incoming> out;
  ledger.store().scan_streams([&](const StreamRow& stream) {
    ledger.scan_stream(stream.id, 0, [&](const EntryRow& row) {
      out.push_back({stream.node, row.entry});
      return true;
    });
    return true;
  });
  return out;
}

}  // namespace ledger::test
