#include "ledger/tree.h"

#include <bit>

#include <doctest/doctest.h>

#include "ledger/checkpoint.h"
#include "ledger/test_support.h"
#include "store/memory_store.h"

using namespace ledger;

namespace {

Hash hash_of(std::uint64_t n) {
  base::SeededRandom random(n);
  Hash out;
  random.fill(out);
  return out;
}

// RFC 6962 §2.1, as it is written there.
Hash slow_root(std::uint64_t from, std::uint64_t to) {
  if (to == from) return empty_root();
  if (to - from == 1) return leaf_hash(hash_of(from));
  const std::uint64_t k = std::bit_floor(to - from - 1);
  return node_hash(slow_root(from, from + k), slow_root(from + k, to));
}

struct Grown {
  std::unique_ptr<Store> store = store::memory_store();
  Tree tree;
  explicit Grown(std::uint64_t size) {
    Batch batch;
    for (std::uint64_t i = 0; i < size; ++i) {
      tree.add(hash_of(i), batch.tree);
      EntryRow row;
      row.id = i + 1;
      row.hash = hash_of(i);
      row.seq = i;
      batch.entries.push_back(row);
    }
    store->commit(batch);
  }
};

}  // namespace

TEST_CASE("roots are those of RFC 6962, grown or loaded") {
  crypto::init();
  for (const std::uint64_t size : {0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 600, 1025}) {
    Grown grown(size);
    CHECK(grown.tree.root() == slow_root(0, size));
    CHECK(TreeReader(*grown.store).load(size).root() == slow_root(0, size));
    CHECK(TreeReader(*grown.store).load(size / 2).root() == slow_root(0, size / 2));
  }
}

TEST_CASE("every proof of every small tree verifies, and nothing else does") {
  Grown grown(40);
  TreeReader reader(*grown.store);
  for (std::uint64_t size = 1; size <= 40; ++size) {
    const Hash root = slow_root(0, size);
    for (std::uint64_t index = 0; index < size; ++index) {
      std::vector<Hash> proof = reader.inclusion(index, size);
      CHECK(verify_inclusion(hash_of(index), index, size, proof, root));
      CHECK(!verify_inclusion(hash_of(index + 1), index, size, proof, root));
      CHECK(!verify_inclusion(hash_of(index), index + 1, size, proof, root));
      if (!proof.empty()) {
        proof[0][0] ^= 1;
        CHECK(!verify_inclusion(hash_of(index), index, size, proof, root));
        proof.pop_back();
        CHECK(!verify_inclusion(hash_of(index), index, size, proof, root));
      }
    }
    for (std::uint64_t old_size = 0; old_size <= size; ++old_size) {
      std::vector<Hash> proof = reader.consistency(old_size, size);
      const Hash old_root = slow_root(0, old_size);
      CHECK(verify_consistency(old_size, old_root, size, root, proof));
      Hash wrong = old_root;
      wrong[5] ^= 1;
      CHECK(!verify_consistency(old_size, wrong, size, root, proof));
      proof.push_back(wrong);
      CHECK(!verify_consistency(old_size, old_root, size, root, proof));
    }
  }
}

TEST_CASE("proofs of a tree with stored nodes") {
  const std::uint64_t size = 70'001;  // has nodes of levels 8 and 16
  Grown grown(size);
  TreeReader reader(*grown.store);
  const Hash root = grown.tree.root();
  CHECK(grown.store->tree_node(16, 0).has_value());
  for (const std::uint64_t index : {0UL, 255UL, 256UL, 65'535UL, 65'536UL, 70'000UL}) {
    CHECK(verify_inclusion(hash_of(index), index, size, reader.inclusion(index, size), root));
  }
  for (const std::uint64_t old_size : {1UL, 256UL, 300UL, 65'536UL, 65'537UL, 70'000UL}) {
    const Hash old_root = reader.load(old_size).root();
    CHECK(verify_consistency(old_size, old_root, size, root, reader.consistency(old_size, size)));
  }
}

TEST_CASE("checkpoints are signed notes") {
  base::SeededRandom random(1);
  const auto key = crypto::SigningKey::generate(random);
  const auto other = crypto::SigningKey::generate(random);
  const std::string name = "albergue.example/registro";
  const Checkpoint at{name, 42, hash_of(42)};
  const std::string text = checkpoint_text(at);
  const std::string note =
      note_with(text, {name, note_key_hash(name, key.verify_key()),
                       key.sign(crypto::SignDomain::checkpoint, base::as_bytes(text))});
  const base::Result<SignedCheckpoint> back = parse_note(note);
  REQUIRE(back);
  CHECK(back->checkpoint.size == 42);
  CHECK(back->checkpoint.root == at.root);
  CHECK(note_signed_by(*back, name, key.verify_key()));
  CHECK(!note_signed_by(*back, name, other.verify_key()));
  CHECK(!note_signed_by(*back, "another", key.verify_key()));
  for (std::size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const base::Result<SignedCheckpoint> parsed = parse_note(changed);
    CHECK(!(parsed && note_signed_by(*parsed, name, key.verify_key())));
    CHECK(!parse_note(note.substr(0, i)));
  }
}
