// A node's own certificates, ECDSA P-256: an authority made once for the organisation, which phones
// come to trust by its fingerprint, and below it a fresh certificate for each start of the node.
//
// A stolen authority must not let anyone stand in for the rest of the world: it is bound, in a way
// browsers check (RFC 5280 §4.2.1.10), to names and addresses that only a local network has.
#pragma once

#include <string>
#include <vector>

#include "base/seams.h"
#include "net/server.h"

namespace net {

struct Authority {
  std::string certificate_pem;
  std::string key_pem;
};

// Valid from a day before `now_ms` for `days`. Fault bad_certificate when OpenSSL cannot.
Authority make_authority(base::UtcMs now_ms, int days);

// True for what the authority may speak for: localhost, names under local, lan, internal and
// home.arpa, and addresses of private networks.
bool may_name(const std::string& name);

// A certificate below the authority, with a key of its own, for `names`: DNS names and addresses
// ("amparo.local", "192.168.1.7"), which all may_name(). Fault bad_certificate.
Certificate issue(const Authority& authority, const std::vector<std::string>& names,
                  base::UtcMs now_ms, int days);

// SHA-256 of the first certificate of a PEM text, as people compare it: "AB:CD:…". Fault
// bad_certificate.
std::string fingerprint(const std::string& chain_pem);

}  // namespace net
