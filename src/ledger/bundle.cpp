#include "ledger/bundle.h"

#include <algorithm>
#include <istream>
#include <ostream>
#include <variant>

#include "codec/cbor.h"

namespace ledger {

namespace {

// docs/formats.md, "Bundle": magic with the version, frames of [length, big-endian 4][CBOR], a
// frame of length 0, SHA-256 of everything before.
constexpr std::string_view kMagic = "amparo/bundle/";
constexpr std::string_view kVersion = "1\n";
constexpr std::size_t kMaxFrame = kMaxBody + 4096;
constexpr std::size_t kIngestBytes = 16 * 1024 * 1024;
constexpr std::size_t kIngestEntries = 16 * 1024;

std::unexpected<base::Refusal> invalid(const char* why) {
  return base::refuse(base::Code::bundle_invalid, {{"why", why}});
}

class Out {
 public:
  explicit Out(std::ostream& out) : out_(out) {}

  void put(base::ByteView bytes) {
    hasher_.feed(bytes);
    raw(bytes);
  }

  void frame(base::ByteView bytes) {
    const auto n = static_cast<std::uint32_t>(bytes.size());
    const std::array<std::uint8_t, 4> length = {
        static_cast<std::uint8_t>(n >> 24), static_cast<std::uint8_t>(n >> 16),
        static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
    put(length);
    put(bytes);
  }

  void finish() {
    raw(hasher_.finish().sha256);
    out_.flush();
    if (!out_) throw base::Fault(base::Code::disk_error, "cannot write the bundle");
  }

 private:
  void raw(base::ByteView bytes) {
    out_.write(base::as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
    if (!out_) throw base::Fault(base::Code::disk_error, "cannot write the bundle");
  }

  std::ostream& out_;
  crypto::FileHasher hasher_;
};

bool read_exactly(std::istream& in, std::span<std::uint8_t> out) {
  in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
  return static_cast<std::size_t>(in.gcount()) == out.size();
}

std::uint32_t length_of(const std::array<std::uint8_t, 4>& bytes) {
  return static_cast<std::uint32_t>(bytes[0]) << 24 | static_cast<std::uint32_t>(bytes[1]) << 16 |
         static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3];
}

// Frames one after the other; an empty one is the end.
base::Result<base::Bytes> next_frame(std::istream& in, crypto::FileHasher* hasher) {
  std::array<std::uint8_t, 4> length{};
  if (!read_exactly(in, length)) return invalid("cut short");
  const std::uint32_t n = length_of(length);
  if (n > kMaxFrame) return invalid("frame too large");
  base::Bytes frame(n);
  if (!read_exactly(in, frame)) return invalid("cut short");
  if (hasher != nullptr) {
    hasher->feed(length);
    hasher->feed(frame);
  }
  return frame;
}

base::Done check_magic(std::istream& in, crypto::FileHasher* hasher) {
  std::string magic(kMagic.size() + kVersion.size(), '\0');
  in.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  if (!magic.starts_with(kMagic)) return invalid("not a bundle");
  if (!magic.ends_with(kVersion)) {
    return base::refuse(base::Code::format_newer, {{"file", "bundle"}, {"known", "1"}});
  }
  if (hasher != nullptr) hasher->feed(base::as_bytes(magic));
  return {};
}

codec::Value encode_entry(const EntryRow& row) {
  const Entry& e = row.entry;
  return codec::Value::array({codec::Value::bytes(e.header), codec::Value::bytes(e.signature),
                              e.body ? codec::Value::bytes(*e.body) : codec::Value(),
                              e.body ? codec::Value() : codec::Value::bytes(e.body_hash)});
}

template <std::size_t N>
bool copy_exactly(const codec::Value& from, std::array<std::uint8_t, N>& to) {
  if (from.as_bytes() == nullptr || from.as_bytes()->size() != N) return false;
  std::copy(from.as_bytes()->begin(), from.as_bytes()->end(), to.begin());
  return true;
}

base::Result<Entry> decode_entry(const codec::Value::Array& items) {
  Entry entry;
  const base::Bytes* header = items[0].as_bytes();
  const base::Bytes* body = items[2].as_bytes();
  if (header == nullptr || !copy_exactly(items[1], entry.signature)) return invalid("entry");
  entry.header = *header;
  if (body != nullptr && items[3].is_null()) {
    entry.body = *body;
  } else if (!items[2].is_null() || !copy_exactly(items[3], entry.body_hash)) {
    return invalid("entry");
  }
  return entry;
}

// A frame is the writer of the entries that follow, or an entry.
using Frame = std::variant<base::NodeId, Entry>;

base::Result<Frame> decode_frame(base::ByteView bytes) {
  const base::Result<codec::Value> value = codec::decode(bytes);
  const codec::Value::Array* items = value ? value->as_array() : nullptr;
  if (items != nullptr && items->size() == 1 && (*items)[0].as_bytes() != nullptr) {
    const auto node = base::NodeId::from_bytes(*(*items)[0].as_bytes());
    if (!node) return invalid("node");
    return *node;
  }
  if (items == nullptr || items->size() != 4) return invalid("frame");
  base::Result<Entry> entry = decode_entry(*items);
  if (!entry) return pass(entry);
  return std::move(*entry);
}

// Hash, end and the form of every frame, so that nothing is taken from a bundle that is broken
// further on.
base::Done check_whole(std::istream& in) {
  crypto::FileHasher hasher;
  if (base::Done ok = check_magic(in, &hasher); !ok) return ok;
  for (;;) {
    base::Result<base::Bytes> frame = next_frame(in, &hasher);
    if (!frame) return pass(frame);
    if (frame->empty()) break;
    base::Result<Frame> content = decode_frame(*frame);
    if (!content) return pass(content);
  }
  Hash stated{};
  if (!read_exactly(in, stated)) return invalid("cut short");
  if (hasher.finish().sha256 != stated) return invalid("changed");
  if (in.peek() != std::istream::traits_type::eof()) return invalid("more behind the end");
  return {};
}

void add(IngestReport& sum, const IngestReport& more) {
  sum.placed += more.placed;
  sum.known += more.known;
  sum.held += more.held;
  sum.forked += more.forked;
  sum.rejected.insert(sum.rejected.end(), more.rejected.begin(), more.rejected.end());
}

// Feeds the frames of a sound bundle to the ledger, a few megabytes at a time.
class Feeder {
 public:
  Feeder(Ledger& ledger, const IngestOptions& options) : ledger_(ledger), options_(options) {}

  void take(Frame frame, std::size_t size) {
    if (const base::NodeId* node = std::get_if<base::NodeId>(&frame)) {
      node_ = *node;
      return;
    }
    bytes_ += size;
    waiting_.push_back({node_, std::move(std::get<Entry>(frame))});
    if (bytes_ >= kIngestBytes || waiting_.size() >= kIngestEntries) flush();
  }

  void flush() {
    IngestReport report = ledger_.ingest(waiting_, options_);
    for (Rejected& rejected : report.rejected) rejected.index += fed_;
    fed_ += waiting_.size();
    add(sum_, report);
    waiting_.clear();
    bytes_ = 0;
  }

  const IngestReport& sum() const { return sum_; }

 private:
  Ledger& ledger_;
  const IngestOptions& options_;
  base::NodeId node_ = base::NodeId::none();
  std::vector<Incoming> waiting_;
  std::size_t bytes_ = 0;
  std::size_t fed_ = 0;
  IngestReport sum_;
};

}  // namespace

BundleCounts write_bundle(Ledger& ledger, std::ostream& out,
                          const std::function<bool(const StreamRow&)>& choose) {
  std::vector<StreamRow> streams;
  ledger.store().scan_streams([&](const StreamRow& row) {
    if (!choose || choose(row)) streams.push_back(row);
    return true;
  });
  BundleCounts counts;
  Out to(out);
  to.put(base::as_bytes(kMagic));
  to.put(base::as_bytes(kVersion));
  for (const StreamRow& stream : streams) {
    to.frame(codec::encode(codec::Value::array({codec::Value::bytes(stream.node.bytes())})));
    counts.streams++;
    ledger.scan_stream(stream.id, 0, [&](const EntryRow& row) {
      to.frame(codec::encode(encode_entry(row)));
      counts.entries++;
      return true;
    });
  }
  to.frame({});
  to.finish();
  return counts;
}

base::Result<IngestReport> ingest_bundle(Ledger& ledger, std::istream& in,
                                         const IngestOptions& options) {
  const std::istream::pos_type start = in.tellg();
  if (base::Done ok = check_whole(in); !ok) return pass(ok);
  in.clear();
  in.seekg(start);
  if (base::Done ok = check_magic(in, nullptr); !ok) return pass(ok);
  Feeder feeder(ledger, options);
  for (;;) {
    base::Result<base::Bytes> bytes = next_frame(in, nullptr);
    if (!bytes) return pass(bytes);
    if (bytes->empty()) break;
    base::Result<Frame> frame = decode_frame(*bytes);
    if (!frame) return pass(frame);
    feeder.take(std::move(*frame), bytes->size());
  }
  feeder.flush();
  return feeder.sum();
}

}  // namespace ledger
