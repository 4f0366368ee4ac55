#include "views/indexes.h"

#include <cstdio>
#include <fstream>

#include "views/memory.h"
#include "views/test_world.h"

using namespace views;
using namespace views_test;

namespace {

constexpr base::UtcMs kMinute = 60'000;

struct Fixture {
  base::SeededRandom random{41};
  base::TeamId team = base::TeamId::random(random);
  Indexes indexes;
  int loads = 0;
  std::vector<Compartment> compartments{Compartment::identity, Compartment::ops,
                                        Compartment::location};
  void begin() {
    indexes.session_began(team, compartments, [&](const Scope& scope) {
      ++loads;
      return std::make_unique<views::Index>(scope);
    });
  }
};

// A text that is nowhere in memory as it is read here: each byte is kept turned over.
[[maybe_unused]] std::string turned(std::string text) {
  for (char& c : text) c = static_cast<char>(~c);
  return text;
}

// How often the text stands in this process's own writable memory.
[[maybe_unused]] int times_in_memory(const std::string& turned_text) {
  std::ifstream maps("/proc/self/maps");
  std::FILE* memory = std::fopen("/proc/self/mem", "rb");
  REQUIRE(memory != nullptr);
  std::setvbuf(memory, nullptr, _IONBF, 0);
  int times = 0;
  std::string line;
  static std::array<char, 1 << 16> buffer;
  while (std::getline(maps, line)) {
    unsigned long begin = 0;
    unsigned long end = 0;
    char flags[5] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, flags) != 3) continue;
    if (flags[0] != 'r' || flags[1] != 'w' || end - begin > (1UL << 32)) continue;
    for (unsigned long at = begin; at < end; at += buffer.size() - 64) {
      const std::size_t wanted = std::min<unsigned long>(buffer.size(), end - at);
      if (std::fseek(memory, static_cast<long>(at), SEEK_SET) != 0) break;
      const std::size_t got = std::fread(buffer.data(), 1, wanted, memory);
      for (std::size_t i = 0; i + turned_text.size() <= got; ++i) {
        std::size_t same = 0;
        while (same < turned_text.size() &&
               static_cast<char>(~buffer[i + same]) == turned_text[same]) {
          ++same;
        }
        times += same == turned_text.size();
      }
      explicit_bzero(buffer.data(), got);  // or it would find itself
    }
  }
  std::fclose(memory);
  return times;
}

}  // namespace

TEST_CASE("indexes are loaded at the first session and wiped fifteen minutes after the last") {
  Fixture f;
  f.begin();
  f.begin();
  CHECK(f.loads == 2);  // identity and ops; whereabouts have none
  CHECK(f.indexes.find({f.team, Compartment::identity}) != nullptr);
  CHECK(f.indexes.find({f.team, Compartment::location}) == nullptr);
  f.indexes.session_ended(f.team, 0);
  CHECK(f.indexes.tick(100 * kMinute) == 0);  // one is still on
  f.indexes.session_ended(f.team, 100 * kMinute);
  CHECK(f.indexes.tick(115 * kMinute - 1) == 0);
  f.begin();  // back within the time: nothing to load
  CHECK(f.loads == 2);
  CHECK(f.indexes.tick(200 * kMinute) == 0);
  f.indexes.session_ended(f.team, 200 * kMinute);
  CHECK(f.indexes.tick(215 * kMinute) == 2);
  CHECK(f.indexes.find({f.team, Compartment::identity}) == nullptr);
  CHECK(f.indexes.tick(300 * kMinute) == 0);
  f.begin();
  CHECK(f.loads == 4);
  f.indexes.wipe_all();
  CHECK(f.indexes.all().empty());
}

TEST_CASE("a clock that was set back does not keep an index") {
  Fixture f;
  f.begin();
  f.indexes.session_ended(f.team, 1000 * kMinute);
  CHECK(f.indexes.tick(10 * kMinute) == 0);
  CHECK(f.indexes.tick(25 * kMinute) == 2);
}

TEST_CASE("after the wipe nothing of the index is left in memory") {
#if defined(__SANITIZE_ADDRESS__)
  MESSAGE("the address sanitizer keeps freed memory: not judged here");
#else
  REQUIRE(sqlite_memory_is_wiped());
  const std::string canary = turned("Zumbaquelite Ocotlan");
  Fixture f;
  f.begin();
  {
    std::vector<Row> rows;
    for (int i = 0; i < 3000; ++i) {
      rows.push_back(
          named_row(base::CaseId::random(f.random), 1, turned(canary) + " " + std::to_string(i)));
    }
    const auto index = f.indexes.find({f.team, Compartment::identity});
    index->put(rows);
    CHECK(index->search_name(turned(canary), 20).size() == 20);
    CHECK(index->list({}).value().rows.size() == 50);
  }
  CHECK(times_in_memory(canary) >= 3000);  // the search does find, while the index lives
  f.indexes.session_ended(f.team, 0);
  CHECK(f.indexes.tick(15 * kMinute) == 2);
  CHECK(times_in_memory(canary) == 0);
#endif
}
