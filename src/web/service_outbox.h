// OutboxService: arrivals typed on a phone without a connection. The phone seals each to a key that
// was given to it at log-in and that it cannot open; the node opens it for the same person and
// registers it like every arrival.
//
// Threads: every function may be called from several workers at once.
#pragma once

#include <string>

#include "web/service.h"

namespace web {

struct OutboxKey {
  std::string device;      // 32 hexadecimal digits: which browser of hers; tells nothing of her
  std::string public_key;  // crypto::DevicePublic, hexadecimal
};
struct SealedArrival {
  std::string device;
  std::string box;  // crypto::DeviceKey, hexadecimal; bound to the device and the save
};

class OutboxService {
 public:
  // What an arrival holds at most when it is sealed, in bytes.
  static constexpr std::size_t kLongest = 64 * 1024;

  virtual ~OutboxService() = default;
  // The key of a browser; a browser that has none yet (empty) gets a device of its own.
  // Refusal bad_value (detail `field`).
  virtual base::Result<OutboxKey> key(const Caller& caller, const std::string& device) = 0;
  // Opened again for who typed it, to be corrected. Refusal bad_value with detail `field` box: not
  // hers, damaged, or sealed for another save.
  virtual base::Result<Arrival> open(const Caller& caller, const SealedArrival& sealed,
                                     base::SaveId save) = 0;
};

}  // namespace web
