// A pack file from anywhere: never trusted without a signature or the known hash, and one that is
// known opens to sections within the file.
#include "base/check.h"
#include "pack/pack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  crypto::init();
  const base::ByteView input(data, size);
  AMPARO_CHECK(!pack::Pack::open(input, {}).has_value());
  const auto opened = pack::Pack::open(input, {{}, pack::hash_of(input)});
  if (!opened) return 0;
  for (const std::string& name : opened->section_names()) {
    AMPARO_CHECK(opened->section(name).value().size() <= size);
  }
  return 0;
}
