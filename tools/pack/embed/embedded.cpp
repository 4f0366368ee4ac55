#include "pack/embedded.h"

#include <algorithm>

extern "C" {
extern const std::uint8_t amparo_default_pack_begin[];
extern const std::uint8_t amparo_default_pack_end[];
}

namespace pack {

namespace {

// The hash that the compiler of the catalogue printed, as hexadecimal.
constexpr std::string_view kHash =
#include "default_pack.inc"
    ;

crypto::Hash compiled_in_hash() {
  const base::Bytes bytes = base::from_hex(kHash).value();
  crypto::Hash hash{};
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

Pack open_embedded() {
  base::Result<Pack> opened = Pack::open(embedded_bytes(), embedded_trust());
  if (!opened) throw base::Fault(base::Code::bad_pack, "the embedded catalogue is damaged");
  return *std::move(opened);
}

}  // namespace

base::ByteView embedded_bytes() {
  return {amparo_default_pack_begin, amparo_default_pack_end};
}

Trust embedded_trust() {
  return {{}, compiled_in_hash()};
}

const Pack& embedded() {
  static const Pack pack = open_embedded();
  return pack;
}

}  // namespace pack
