// Bytes put together from parts: contexts, headers, messages under a label.
#pragma once

#include <initializer_list>

#include "base/bytes.h"

namespace crypto {

base::Bytes join(std::initializer_list<base::ByteView> parts);

}  // namespace crypto
