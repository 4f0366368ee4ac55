#include "views/memory.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>
#include <sqlite3.h>

#include <sys/mman.h>

namespace views {

namespace {

// In front of every block; 16 bytes keep the alignment.
struct alignas(16) Head {
  std::size_t size;    // what SQLite asked for
  std::size_t mapped;  // of the whole mapping, or 0 for a block of malloc
};

// From here on a block is a mapping of its own: it stays out of core dumps, grows without leaving
// a copy behind, and goes back to the system.
constexpr std::size_t kMapFrom = 256 * 1024;
constexpr std::size_t kPage = 4096;

Head* head_of(void* block) {
  return static_cast<Head*>(block) - 1;
}

std::size_t mapping_for(std::size_t size) {
  return (size + sizeof(Head) + kPage - 1) / kPage * kPage;
}

void* take(int size) {
  const auto wanted = static_cast<std::size_t>(size);
  Head* head = nullptr;
  std::size_t mapped = 0;
  if (wanted >= kMapFrom) {
    mapped = mapping_for(wanted);
    void* memory =
        mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    madvise(memory, mapped, MADV_DONTDUMP);
    head = static_cast<Head*>(memory);
  } else {
    head = static_cast<Head*>(std::malloc(wanted + sizeof(Head)));
    if (head == nullptr) return nullptr;
  }
  *head = {wanted, mapped};
  return head + 1;
}

void give_back(void* block) {
  if (block == nullptr) return;
  Head* head = head_of(block);
  const std::size_t mapped = head->mapped;
  explicit_bzero(block, head->size);
  if (mapped != 0) {
    munmap(head, mapped);
  } else {
    std::free(head);
  }
}

void* resize(void* block, int size) {
  Head* head = head_of(block);
  const auto wanted = static_cast<std::size_t>(size);
  if (head->mapped != 0 && wanted >= kMapFrom) {
    const std::size_t mapped = mapping_for(wanted);
    void* memory = mremap(head, head->mapped, mapped, MREMAP_MAYMOVE);
    if (memory == MAP_FAILED) return nullptr;
    *static_cast<Head*>(memory) = {wanted, mapped};
    return static_cast<Head*>(memory) + 1;
  }
  void* other = take(size);
  if (other == nullptr) return nullptr;
  std::memcpy(other, block, std::min(wanted, head->size));
  give_back(block);
  return other;
}

int size_of(void* block) {
  return block == nullptr ? 0 : static_cast<int>(head_of(block)->size);
}

int round_up(int size) {
  return (size + 7) & ~7;
}

int start(void*) {
  return SQLITE_OK;
}

void stop(void*) {}

bool install() {
  static sqlite3_mem_methods methods = {take,     give_back, resize, size_of,
                                        round_up, start,     stop,   nullptr};
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK;
}

// SQLite takes an allocator only before its first use: while static objects are made.
const bool installed = install();

}  // namespace

bool sqlite_memory_is_wiped() {
  return installed;
}

}  // namespace views

#if !defined(__SANITIZE_ADDRESS__)

// Every heap object of C++ is overwritten when it is deleted: strings and buffers through which
// texts about people passed would otherwise lie in memory until something else needs the place.
void* operator new(std::size_t size) {
  void* block = std::malloc(size != 0 ? size : 1);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void operator delete(void* block) noexcept {
  if (block == nullptr) return;
  explicit_bzero(block, malloc_usable_size(block));
  std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
  operator delete(block);
}

#endif
