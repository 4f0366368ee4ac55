// A node's own certificate: ECDSA P-256, signed by itself, for the names under which it is reached.
// Made once at `init`; a phone trusts it by its fingerprint, printed on the welcome sheet.
#pragma once

#include <string>
#include <vector>

#include "base/seams.h"
#include "net/server.h"

namespace net {

// `names`: DNS names and IP addresses ("amparo.local", "192.168.1.7"). Valid from a day before
// `now_ms` for `days`. Fault bad_certificate when OpenSSL cannot.
Certificate make_certificate(const std::vector<std::string>& names, base::UtcMs now_ms, int days);

// SHA-256 of the certificate, as people compare it: "AB:CD:…". Fault bad_certificate.
std::string fingerprint(const std::string& chain_pem);

}  // namespace net
