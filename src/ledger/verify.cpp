#include <algorithm>

#include "ledger/checkpoint.h"
#include "ledger/writer.h"

namespace ledger {

namespace {

constexpr std::uint64_t kBlock = 1 << kTreeStep;

// What a verification compares the entries with, read while nothing was committed.
struct Still {
  LocalId last = 0;
  std::vector<StreamRow> streams;
  std::vector<CheckpointRow> checkpoints;
  std::optional<MarkRow> mark;
};

// Reads entries in any order and notes what is wrong with them.
class Auditor {
 public:
  Auditor(Store& store, const Identity& identity, const OpenCheck& open)
      : store_(store), identity_(identity), open_(open) {}

  VerifyReport report;

  void problem(base::Code code, LocalId id, std::string what) {
    if (report.problems.size() < kMaxProblems) {
      report.problems.push_back({code, id, std::move(what)});
    }
  }

  // Everything about one entry but its place in the chain. False when its header is unreadable.
  bool check_entry(const EntryRow& row, const StreamRow& stream, Header& out) {
    report.entries++;
    if (!row.entry.body) report.shredded++;
    const base::Result<Header> header = decode_header(row.entry.header);
    if (!header) {
      problem(base::Code::entry_invalid, row.id, "header");
      return false;
    }
    out = *header;
    if (header->stream != stream.id || header->seq != row.seq) {
      problem(base::Code::chain_broken, row.id, "the row names another place than the header");
    }
    if (header->seq == 0 &&
        (header->prev != Hash{} || stream_name(stream.node, header->nonce) != stream.id)) {
      problem(base::Code::entry_invalid, row.id, "stream");
    }
    const Hash hash = hash_entry(row.entry);
    if (hash != row.hash) problem(base::Code::chain_broken, row.id, "content differs from hash");
    if (!is_signed(stream, hash, row.entry)) {
      if (is_covered(stream, row)) {
        report.covered++;
      } else {
        problem(base::Code::signature_invalid, row.id, "signature");
      }
    }
    if (open_ && row.entry.body) {
      report.opened++;
      if (!open_(stream, *header, row.entry)) problem(base::Code::cannot_open, row.id, "body");
    }
    return true;
  }

  // Entries [from, to] with the chain looked up row by row; for pieces of the ledger.
  void check_piece(LocalId from, LocalId to) {
    std::unordered_map<std::uint64_t, StreamRow> streams;
    LocalId expected = from;
    store_.scan(from, to, [&](const EntryRow& row) {
      if (row.id != expected) problem(base::Code::chain_broken, expected, "missing");
      expected = row.id + 1;
      const base::Result<Header> named = decode_header(row.entry.header);
      const std::optional<StreamRow> stream =
          named ? store_.stream(named->stream) : std::optional<StreamRow>();
      Header header;
      if (!stream || stream->no != row.stream_no) {
        problem(base::Code::chain_broken, row.id, "stream");
      } else if (check_entry(row, *stream, header) && header.seq > 0) {
        const std::optional<EntryRow> before = store_.entry(row.stream_no, header.seq - 1);
        if (!before || before->hash != header.prev) {
          problem(base::Code::chain_broken, row.id, "previous entry");
        }
      }
      return true;
    });
    if (expected != to + 1) problem(base::Code::chain_broken, expected, "missing");
  }

  void check_block_node(std::uint64_t block) {
    const std::vector<Hash> hashes = store_.hashes(block * kBlock + 1, (block + 1) * kBlock);
    if (hashes.size() != kBlock) return;  // the edge of the tree, or reported as missing
    Tree tree;
    std::vector<TreeNode> nodes;
    for (const Hash& hash : hashes) tree.add(hash, nodes);
    if (store_.tree_node(kTreeStep, block) != nodes.front().hash) {
      problem(base::Code::tree_broken, block * kBlock + 1, "stored node");
    }
  }

  // The whole ledger in order of local ids, tree and chains rebuilt beside it.
  void check_all(const Still& still) {
    const std::vector<StreamRow>& streams = still.streams;
    const LocalId last = still.last;
    report.streams = streams.size();
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (streams[i].no != i + 1) return problem(base::Code::store_damaged, 0, "stream numbers");
    }
    struct Chain {
      std::uint64_t next_seq = 0;
      Hash head{};
    };
    std::vector<Chain> chains(streams.size());
    std::vector<TreeNode> nodes;
    const std::vector<CheckpointRow>& checkpoints = still.checkpoints;
    const std::optional<MarkRow>& mark = still.mark;
    auto checkpoint = checkpoints.begin();
    LocalId expected = 1;
    Tree tree;
    check_sized(tree, checkpoint, checkpoints.end(), mark);
    store_.scan(1, last, [&](const EntryRow& row) {
      if (row.id != expected) problem(base::Code::chain_broken, expected, "missing");
      expected = row.id + 1;
      tree.add(row.hash, nodes);
      check_sized(tree, checkpoint, checkpoints.end(), mark);
      if (row.stream_no == 0 || row.stream_no > streams.size()) {
        problem(base::Code::chain_broken, row.id, "stream");
        return true;
      }
      Header header;
      Chain& chain = chains[row.stream_no - 1];
      if (check_entry(row, streams[row.stream_no - 1], header) &&
          (header.seq != chain.next_seq || header.prev != chain.head)) {
        problem(base::Code::chain_broken, row.id, "previous entry");
      }
      chain = {row.seq + 1, row.hash};
      return true;
    });
    if (expected != last + 1) problem(base::Code::chain_broken, expected, "missing");
    if (checkpoint != checkpoints.end() || (mark && mark->up_to > last)) {
      problem(base::Code::checkpoint_invalid, 0, "covers more entries than there are");
    }
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (streams[i].next_seq != chains[i].next_seq || streams[i].head != chains[i].head) {
        problem(base::Code::chain_broken, 0, "head of stream " + streams[i].id.text());
      }
    }
    check_nodes(nodes);
  }

  void check_side_rows() {
    for (const HeldRow& row : store_.held_all()) check_kept(row.hash, row.entry, "held");
    for (const ForkRow& row : store_.forks()) check_kept(row.hash, row.entry, "fork");
    for (std::string& what : store_.medium_problems()) {
      problem(base::Code::store_damaged, 0, std::move(what));
    }
  }

 private:
  void check_kept(const Hash& hash, const Entry& entry, const char* what) {
    if (hash_entry(entry) != hash) problem(base::Code::entry_invalid, 0, what);
  }

  bool is_signed(const StreamRow& stream, const Hash& hash, const Entry& entry) {
    return identity_.roster->verify(stream.node, crypto::SignDomain::entry, hash, entry.signature);
  }

  // True when a later entry of the stream is signed and the chain leads from it back to this one.
  // O(entries between), once for all of them. Never of our own entries: we signed each, so one that
  // does not hold was damaged here.
  bool is_covered(const StreamRow& stream, const EntryRow& row) {
    if (stream.node == identity_.node) return false;
    std::uint64_t& covered_before = covered_before_[stream.no];
    if (row.seq < covered_before) return true;
    Hash head = row.hash;
    for (std::uint64_t seq = row.seq + 1;; ++seq) {
      const std::optional<EntryRow> next = store_.entry(stream.no, seq);
      if (!next) return false;
      const base::Result<Header> header = decode_header(next->entry.header);
      if (!header || header->prev != head || hash_entry(next->entry) != next->hash) return false;
      if (is_signed(stream, next->hash, next->entry)) {
        covered_before = seq;
        return true;
      }
      head = next->hash;
    }
  }

  using CheckpointAt = std::vector<CheckpointRow>::const_iterator;
  void check_sized(const Tree& tree, CheckpointAt& at, CheckpointAt end,
                   const std::optional<MarkRow>& mark) {
    for (; at != end && at->size == tree.size(); ++at) {
      const base::Result<SignedCheckpoint> note = parse_note(at->note);
      if (!note || note->checkpoint.size != at->size || note->checkpoint.root != tree.root()) {
        problem(base::Code::checkpoint_invalid, at->size, "root");
      } else if (!signed_here(*note)) {
        problem(base::Code::checkpoint_invalid, at->size, "signature");
      }
    }
    if (mark && identity_.mark_key != nullptr && mark->up_to == tree.size() &&
        !mark_holds(identity_, *mark, tree.root())) {
      problem(base::Code::mark_invalid, mark->up_to, "mark");
    }
  }

  bool signed_here(const SignedCheckpoint& note) {
    const std::string text = checkpoint_text(note.checkpoint);
    return identity_.roster->verify(identity_.node, crypto::SignDomain::checkpoint,
                                    base::as_bytes(text), note.signatures.front().signature);
  }

  void check_nodes(std::vector<TreeNode>& computed) {
    std::vector<TreeNode> stored = store_.tree_nodes();
    const auto before = [](const TreeNode& a, const TreeNode& b) {
      return a.level != b.level ? a.level < b.level : a.idx < b.idx;
    };
    std::sort(computed.begin(), computed.end(), before);
    std::sort(stored.begin(), stored.end(), before);
    const bool same = std::equal(computed.begin(), computed.end(), stored.begin(), stored.end(),
                                 [](const TreeNode& a, const TreeNode& b) {
                                   return a.level == b.level && a.idx == b.idx && a.hash == b.hash;
                                 });
    if (!same) problem(base::Code::tree_broken, 0, "stored nodes");
  }

  Store& store_;
  const Identity& identity_;
  const OpenCheck& open_;
  // By stream number: entries before this one are covered by its signature.
  std::unordered_map<std::uint64_t, std::uint64_t> covered_before_;
};

std::vector<StreamRow> all_streams(Store& store) {
  std::vector<StreamRow> rows;
  store.scan_streams([&](const StreamRow& row) {
    rows.push_back(row);
    return true;
  });
  return rows;
}

Hash digest_of(const Hash& root, std::uint64_t size, const std::vector<StreamRow>& streams) {
  const auto put = [](base::Bytes& out, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.push_back(static_cast<std::uint8_t>(number >> shift));
    }
  };
  base::Bytes head(root.begin(), root.end());
  put(head, size);
  Hash digest = crypto::blake2b("amparo/digest/1", {head});
  for (const StreamRow& row : streams) {
    base::Bytes text(row.id.bytes().begin(), row.id.bytes().end());
    put(text, row.next_seq);
    text.insert(text.end(), row.head.begin(), row.head.end());
    digest = crypto::blake2b("amparo/digest/1", {digest, text});
  }
  return digest;
}

}  // namespace

base::Done Ledger::start() {
  const std::lock_guard lock(writer_->still);
  writer_->load();
  if (identity_.mark_key == nullptr) return {};
  const std::optional<MarkRow> mark = store_.mark();
  const LocalId last = writer_->tree.size();
  if (mark && (mark->up_to > last ||
               !mark_holds(identity_, *mark, TreeReader(store_).load(mark->up_to).root()))) {
    return base::refuse(base::Code::mark_invalid);
  }
  if (writer_->marked == last) return {};
  const OpenCheck none;
  Auditor auditor(store_, identity_, none);
  auditor.check_piece(writer_->marked + 1, last);
  if (auditor.report.sound()) return {};
  const Problem& first = auditor.report.problems.front();
  return base::refuse(first.code, {{"id", std::to_string(first.id)}, {"why", first.what}});
}

Hash Ledger::digest() {
  const std::lock_guard lock(writer_->still);
  return digest_of(writer_->tree.root(), writer_->tree.size(), all_streams(store_));
}

VerifyReport Ledger::verify(const OpenCheck& open) {
  Auditor auditor(store_, identity_, open);
  Still still;
  {
    const std::lock_guard lock(writer_->still);
    still = {store_.last_id(), all_streams(store_), store_.checkpoints(), store_.mark()};
    const Hash root = TreeReader(store_).load(still.last).root();
    auditor.report.digest = digest_of(root, still.last, still.streams);
  }
  auditor.check_all(still);
  auditor.check_side_rows();
  return std::move(auditor.report);
}

VerifyReport Ledger::scrub(std::uint64_t part, std::uint64_t parts, const OpenCheck& open) {
  Auditor auditor(store_, identity_, open);
  const LocalId last = store_.last_id();
  for (std::uint64_t block = part; block * kBlock < last; block += parts) {
    auditor.check_piece(block * kBlock + 1, std::min(last, (block + 1) * kBlock));
    auditor.check_block_node(block);
  }
  return std::move(auditor.report);
}

}  // namespace ledger
