#include "ledger/file.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "store/memory_store.h"

using namespace ledger;

namespace {

base::Bytes content(std::size_t size) {
  base::SeededRandom random(size);
  base::Bytes bytes(size);
  random.fill(bytes);
  return bytes;
}

}  // namespace

TEST_CASE("a file can be read from any place, and only when it is whole") {
  crypto::init();
  base::SeededRandom random(1);
  const auto key = crypto::ItemKey::random(random);
  for (const std::size_t size :
       {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 1'048'576UL, 1'048'577UL, 2'500'000UL}) {
    auto store = store::memory_store();
    const auto id = base::FileId::random(random);
    const base::Bytes plain = content(size);
    auto writer = FileWriter::open(*store, id, key, random);
    REQUIRE(writer);
    for (std::size_t at = 0; at < size; at += 100'000) {
      writer->write(base::ByteView(plain).subspan(at, std::min<std::size_t>(100'000, size - at)));
    }
    if (size > 1'048'576) {
      CHECK(FileReader::open(*store, id, key).error().code == base::Code::file_unfinished);
    }
    writer->finish();
    auto reader = FileReader::open(*store, id, key);
    REQUIRE(reader);
    CHECK(reader->size() == size);
    CHECK(*reader->read(0, size + 10) == plain);
    for (int i = 0; i < 20 && size > 0; ++i) {
      const std::size_t from = random.below(size);
      const std::size_t n = std::min<std::size_t>(random.below(200'000), size - from);
      const auto first = plain.begin() + static_cast<std::ptrdiff_t>(from);
      CHECK(*reader->read(from, n) == base::Bytes(first, first + static_cast<std::ptrdiff_t>(n)));
    }
    CHECK(reader->read(size, 5)->empty());
    CHECK(FileReader::open(*store, id, crypto::ItemKey::random(random)).error().code ==
          base::Code::cannot_open);
    CHECK(!FileWriter::open(*store, id, key, random));
  }
}

TEST_CASE("an interrupted file goes on where it was durable") {
  base::SeededRandom random(2);
  const auto key = crypto::ItemKey::random(random);
  auto store = store::memory_store();
  const auto id = base::FileId::random(random);
  const base::Bytes plain = content(5'000'000);
  std::size_t sent = 0;
  for (int stop = 0; stop < 4; ++stop) {
    auto writer = FileWriter::open(*store, id, key, random);
    REQUIRE(writer);
    sent = static_cast<std::size_t>(writer->durable_bytes());
    CHECK(sent % crypto::kChunkSize == 0);
    writer->write(base::ByteView(plain).subspan(sent, 1'200'000));
  }
  CHECK(store->unfinished_files().size() == 1);
  auto writer = FileWriter::open(*store, id, key, random);
  writer->write(base::ByteView(plain).subspan(static_cast<std::size_t>(writer->durable_bytes())));
  writer->finish();
  CHECK(store->file(id)->parts.size() == 5);
  auto reader = FileReader::open(*store, id, key);
  REQUIRE(reader);
  CHECK(*reader->read(0, plain.size()) == plain);
}

TEST_CASE("a changed, moved or lost chunk does not open") {
  base::SeededRandom random(3);
  const auto key = crypto::ItemKey::random(random);
  auto store = store::memory_store();
  const auto id = base::FileId::random(random);
  auto writer = FileWriter::open(*store, id, key, random);
  writer->write(content(300'000));
  writer->finish();
  const FileRow row = *store->file(id);
  std::vector<base::Bytes> chunks;
  for (std::uint64_t i = 0; i < row.chunks; ++i) chunks.push_back(*store->chunk(id, i));
  const auto opens = [&](const std::vector<base::Bytes>& altered) {
    auto other = store::memory_store();
    FileChunks put{id, row.parts[0], 0, altered, row.bytes, true};
    other->put_chunks(put);
    auto reader = FileReader::open(*other, id, key);
    return reader && reader->read(0, 300'000).has_value();
  };
  CHECK(opens(chunks));
  std::vector<base::Bytes> changed = chunks;
  changed[2][77] ^= 4;
  CHECK(!opens(changed));
  std::vector<base::Bytes> swapped = chunks;
  std::swap(swapped[0], swapped[1]);
  CHECK(!opens(swapped));
  std::vector<base::Bytes> cut(chunks.begin(), chunks.end() - 1);
  CHECK(!opens(cut));
}
