// MemoryStore, MemoryKeyStore: the obvious twin of the SQLite store, for tests and simulators.
// Keeps the promises of ledger/store.h, except that it forgets when the process ends.
#pragma once

#include <memory>

#include "ledger/store.h"

namespace store {

std::unique_ptr<ledger::Store> memory_store();
std::unique_ptr<ledger::KeyStore> memory_key_store();

}  // namespace store
