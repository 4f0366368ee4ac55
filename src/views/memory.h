// Memory that leaves nothing behind. A program that links this room (its one binary does) has
// - SQLite's allocations overwritten when they are given back, and left out of core dumps when they
//   are large;
// - every C++ object on the heap overwritten when it is deleted (not under the address sanitizer).
// Both are in force before main begins. Thread-safe.
#pragma once

namespace views {

// True when SQLite took the overwriting allocator; false when something used SQLite before.
// Index checks it (AMPARO_CHECK).
bool sqlite_memory_is_wiped();

}  // namespace views
