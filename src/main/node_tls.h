// NodeTls: under which names this computer is reached, and the certificates that say so. The
// authority is made once (at `amparo init`) and kept among the folder's keys; the certificate below
// it is fresh at every start, so that its key is on no disk.
#pragma once

#include <string>
#include <vector>

#include "desk/house.h"
#include "net/certificate.h"

namespace cli {

// The folder's authority, made now if there is none. Refusal cannot_open.
base::Result<net::Authority> node_authority(desk::House& house);

// Names and addresses of this computer that a certificate of ours may carry; `listen` first.
std::vector<std::string> names_of_this_computer(const std::string& listen);

struct NodeTls {
  net::Authority authority;
  net::Certificate certificate;
  std::vector<std::string> names;
};
base::Result<NodeTls> node_tls(desk::House& house, const std::string& listen);

}  // namespace cli
