// A name of any bytes: folding twice is folding once, and keys are bounded.
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"
#include "base/names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view name = base::as_text({data, size});
  const std::string folded = base::fold(name);
  AMPARO_CHECK(base::fold(folded) == folded);
  const auto& tables = base::NameTables::built_in();
  for (const std::string& word : base::name_words(name, tables)) {
    const auto keys = base::sound_keys(word);
    AMPARO_CHECK(!keys.empty() && keys.size() <= 16);
  }
  return 0;
}
