#include "crypto/join.h"

#include <algorithm>

namespace crypto {

base::Bytes join(std::initializer_list<base::ByteView> parts) {
  std::size_t size = 0;
  for (const base::ByteView part : parts) size += part.size();
  base::Bytes out(size);
  auto at = out.begin();
  for (const base::ByteView part : parts) at = std::copy(part.begin(), part.end(), at);
  return out;
}

}  // namespace crypto
