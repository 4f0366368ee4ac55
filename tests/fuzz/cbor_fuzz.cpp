// Decoding of anything: it never crashes, and what it accepts is the one encoding of its value.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "codec/cbor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input(data, size);
  const auto value = codec::decode(input);
  if (!value) return 0;
  const base::Bytes again = codec::encode(*value);
  AMPARO_CHECK(again == base::Bytes(input.begin(), input.end()));
  AMPARO_CHECK(codec::decode(again).value() == *value);
  return 0;
}
