#include "ledger/file.h"

#include <algorithm>

#include "base/check.h"

namespace ledger {

namespace {

// Chunks stored in one go: a megabyte.
constexpr std::size_t kChunksAtOnce = 16;

}  // namespace

struct FileWriter::State {
  Store& store;
  base::FileId id;
  crypto::ChunkSealer sealer;  // of the part that this writer adds
  bool part_begun = false;
  std::uint64_t next_chunk;
  std::uint64_t durable;
  base::Bytes waiting;

  // Stores `count` chunks of what waits; the last of them ends the file when `complete`.
  void store_chunks(std::size_t count, bool complete) {
    FileChunks chunks;
    chunks.id = id;
    chunks.first_chunk = next_chunk;
    chunks.complete = complete;
    if (!part_begun) chunks.part = FilePart{next_chunk, sealer.header()};
    std::size_t from = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t n = std::min(crypto::kChunkSize, waiting.size() - from);
      const bool last = complete && i + 1 == count;
      chunks.sealed.push_back(
          sealer.seal_chunk(next_chunk + i, last, base::ByteView(waiting).subspan(from, n)));
      from += n;
    }
    chunks.plain_bytes = from;
    store.put_chunks(chunks);
    part_begun = true;
    next_chunk += count;
    durable += from;
    const auto kept = std::copy(waiting.begin() + static_cast<std::ptrdiff_t>(from), waiting.end(),
                                waiting.begin());
    crypto::wipe(std::span(kept, waiting.end()));
    waiting.erase(kept, waiting.end());
  }
};

FileWriter::FileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileWriter::FileWriter(FileWriter&&) noexcept = default;
FileWriter::~FileWriter() {
  if (state_) crypto::wipe(state_->waiting);
}

base::Result<FileWriter> FileWriter::open(Store& store, const base::FileId& id,
                                          const crypto::ItemKey& key, base::Random& random) {
  const std::optional<FileRow> row = store.file(id);
  if (row && row->complete) return base::refuse(base::Code::bad_value, {{"what", "file"}});
  return FileWriter(std::unique_ptr<State>(new State{store,
                                                     id,
                                                     crypto::ChunkSealer(key, random),
                                                     false,
                                                     row ? row->chunks : 0,
                                                     row ? row->bytes : 0,
                                                     {}}));
}

std::uint64_t FileWriter::durable_bytes() const {
  return state_->durable;
}

void FileWriter::write(base::ByteView plain) {
  AMPARO_CHECK(state_ != nullptr);
  base::Bytes& waiting = state_->waiting;
  while (!plain.empty()) {
    const std::size_t room = kChunksAtOnce * crypto::kChunkSize - waiting.size();
    // A full megabyte is stored only when more follows: the last chunk is sealed differently.
    if (room == 0) {
      state_->store_chunks(kChunksAtOnce, false);
      continue;
    }
    const std::size_t n = std::min(room, plain.size());
    waiting.insert(waiting.end(), plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(n));
    plain = plain.subspan(n);
  }
}

void FileWriter::finish() {
  AMPARO_CHECK(state_ != nullptr);
  const std::size_t size = state_->waiting.size();
  const std::size_t chunks = (size + crypto::kChunkSize - 1) / crypto::kChunkSize;
  state_->store_chunks(std::max<std::size_t>(chunks, 1), true);
  state_.reset();
}

struct FileReader::State {
  Store& store;
  FileRow row;
  std::vector<crypto::ChunkOpener> openers;  // one per part

  base::Result<base::Bytes> open_chunk(std::uint64_t number) {
    std::size_t part = row.parts.size() - 1;
    while (row.parts[part].first_chunk > number) part--;
    const std::optional<base::Bytes> sealed = store.chunk(row.id, number);
    if (!sealed) return base::refuse(base::Code::cannot_open, {{"why", "chunk lost"}});
    return openers[part].open_chunk(number, number + 1 == row.chunks, *sealed);
  }
};

FileReader::FileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileReader::FileReader(FileReader&&) noexcept = default;
FileReader::~FileReader() = default;

base::Result<FileReader> FileReader::open(Store& store, const base::FileId& id,
                                          const crypto::ItemKey& key) {
  std::optional<FileRow> row = store.file(id);
  if (!row) return base::refuse(base::Code::not_found);
  if (!row->complete) return base::refuse(base::Code::file_unfinished);
  const bool sound = !row->parts.empty() && row->parts.front().first_chunk == 0 &&
                     row->chunks > 0 && row->bytes <= row->chunks * crypto::kChunkSize &&
                     row->bytes + crypto::kChunkSize >= row->chunks * crypto::kChunkSize;
  if (!sound) return base::refuse(base::Code::cannot_open, {{"why", "file row"}});
  std::unique_ptr<State> state(new State{store, std::move(*row), {}});
  for (const FilePart& part : state->row.parts) {
    base::Result<crypto::ChunkOpener> opener = crypto::ChunkOpener::from_header(key, part.header);
    if (!opener) return pass(opener);
    state->openers.push_back(std::move(*opener));
  }
  return FileReader(std::move(state));
}

std::uint64_t FileReader::size() const {
  return state_->row.bytes;
}

base::Result<base::Bytes> FileReader::read(std::uint64_t offset, std::size_t length) {
  base::Bytes out;
  const std::uint64_t end =
      offset >= size() ? offset : offset + std::min<std::uint64_t>(length, size() - offset);
  for (std::uint64_t at = offset; at < end;) {
    const std::uint64_t number = at / crypto::kChunkSize;
    base::Result<base::Bytes> plain = state_->open_chunk(number);
    if (!plain) return pass(plain);
    const auto from = static_cast<std::size_t>(at - number * crypto::kChunkSize);
    const auto to = static_cast<std::size_t>(
        std::min<std::uint64_t>(end - number * crypto::kChunkSize, plain->size()));
    if (from >= to) return base::refuse(base::Code::cannot_open, {{"why", "size"}});
    out.insert(out.end(), plain->begin() + static_cast<std::ptrdiff_t>(from),
               plain->begin() + static_cast<std::ptrdiff_t>(to));
    at += to - from;
    crypto::wipe(*plain);
  }
  return out;
}

}  // namespace ledger
