#include "main/page_outbox.h"

#include <boost/json/parse.hpp>

#include "crypto/device_box.h"
#include "web/json.h"

namespace cli {

namespace {

using desk::Session;
namespace json = boost::json;

constexpr std::size_t kDeviceSize = 16;
constexpr std::string_view kLabel = "amparo/outbox";

crypto::DeviceKey key_of(const Session& session, base::ByteView device) {
  return crypto::DeviceKey::from_secret(
      crypto::derive(session.person().exchange.secret(), kLabel, device));
}

std::optional<base::Bytes> device_of(const std::string& text) {
  base::Result<base::Bytes> device = base::from_hex(text);
  if (!device || device->size() != kDeviceSize) return std::nullopt;
  return std::move(*device);
}

// What a box counts for: this device and this save.
base::Bytes bound_to(base::ByteView device, const base::SaveId& save) {
  base::Bytes bound(device.begin(), device.end());
  const base::ByteView id = save.bytes();
  bound.insert(bound.end(), id.begin(), id.end());
  return bound;
}

}  // namespace

base::Result<web::OutboxKey> OutboxOfPage::key(const web::Caller& caller,
                                               const std::string& device) {
  using Key = web::OutboxKey;
  // Asked by the page when it signs in: no work of hers.
  return tickets_.peek<Key>(caller, [&](const Session& session) -> base::Result<Key> {
    std::optional<base::Bytes> id = base::Bytes(kDeviceSize);
    if (device.empty()) {
      tickets_.desk().house().random().fill(*id);
    } else {
      id = device_of(device);
    }
    if (!id) return base::refuse(base::Code::bad_value, {{"field", "device"}});
    return Key{base::to_hex(*id), base::to_hex(key_of(session, *id).public_key())};
  });
}

base::Result<web::Arrival> OutboxOfPage::open(const web::Caller& caller,
                                              const web::SealedArrival& sealed, base::SaveId save) {
  return tickets_.with<web::Arrival>(
      caller, [&](const Session& session) -> base::Result<web::Arrival> {
        const auto refused = base::refuse(base::Code::bad_value, {{"field", "box"}});
        const std::optional<base::Bytes> device = device_of(sealed.device);
        const base::Result<base::Bytes> box = base::from_hex(sealed.box);
        if (!device || !box || box->size() > kLongest) return refused;
        base::Result<base::Bytes> plain =
            key_of(session, *device).open(bound_to(*device, save), *box);
        if (!plain) return refused;
        boost::system::error_code error;
        const json::value body = json::parse(base::as_text(*plain), error);
        crypto::wipe(*plain);
        if (error) return refused;
        base::Result<web::Arrival> arrival = web::arrival_from(body);
        if (!arrival) return refused;
        return arrival;
      });
}

}  // namespace cli
