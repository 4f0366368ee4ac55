// An entry's header and what is inside a body, from anywhere: what is accepted is the one encoding
// of what it says.
#include "base/check.h"
#include "ledger/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  crypto::init();
  const base::ByteView input(data, size);
  const base::Bytes bytes(input.begin(), input.end());
  if (const auto header = ledger::decode_header(input)) {
    AMPARO_CHECK(ledger::encode_header(*header) == bytes);
  }
  if (const auto plain = ledger::decode_plain(input)) {
    AMPARO_CHECK(ledger::encode_plain(*plain) == bytes);
  }
  return 0;
}
