// Files: photographs, recordings, documents as sealed seekable chunks in the Store.
//
// A file becomes visible when its last chunk is durable; before that only its writer knows it.
// Writing can stop and go on later, also after a crash: what was stored stays, and the rest goes
// into a new part with its own chunk header (a nonce is never used for two contents). Digest and
// size belong into the entry that names the file.
#pragma once

#include "crypto/seal.h"
#include "ledger/store.h"

namespace ledger {

class FileWriter {
 public:
  // Begins a file, or goes on with an unfinished one. Refusal bad_value when it is complete.
  static base::Result<FileWriter> open(Store& store, const base::FileId& id,
                                       const crypto::ItemKey& key, base::Random& random);
  FileWriter(FileWriter&&) noexcept;
  ~FileWriter();
  // Plain bytes that are durable already: where the sender goes on.
  std::uint64_t durable_bytes() const;
  // Takes more content; stores whole megabytes as they fill. Fault when the disk says no: open it
  // again and go on.
  void write(base::ByteView plain);
  // Stores the rest and makes the file visible. Nothing may be called after.
  void finish();

 private:
  struct State;
  explicit FileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class FileReader {
 public:
  // Refusal not_found, file_unfinished, cannot_open (another key).
  static base::Result<FileReader> open(Store& store, const base::FileId& id,
                                       const crypto::ItemKey& key);
  FileReader(FileReader&&) noexcept;
  ~FileReader();
  std::uint64_t size() const;
  // Bytes [offset, offset+length), cut at the end. Opens only the chunks it needs. Refusal
  // cannot_open when one was changed, moved or lost.
  base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length);

 private:
  struct State;
  explicit FileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ledger
