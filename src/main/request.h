// Request and Reply: one command of the command line as plain values, so that it can run here or in
// the running node.
#pragma once

#include <map>
#include <string>

#include "base/bytes.h"
#include "codec/cbor.h"

namespace cli {

struct Request {
  std::string command;                         // "case new"
  std::map<std::string, std::string> options;  // by long name, as typed; paths absolute
  std::string secret;                          // a passphrase, where the command needs one
  std::string new_secret;                      // a second one, where it sets one
  std::string language;                        // "es" or "en"

  // Every text of the request that must not stay in memory.
  void wipe_secrets();
  // An option's text; empty when it was not given.
  const std::string& option(const std::string& name) const;
  bool flag(const std::string& name) const { return option(name) == "1"; }
};

struct Reply {
  int exit_code = 0;
  std::string text;  // for people, in the request's language; ends with a line break when not empty
  codec::Value data;  // for programs (--json)
};

base::Bytes encode(const Request& request);
base::Result<Request> decode_request(base::ByteView bytes);
base::Bytes encode(const Reply& reply);
base::Result<Reply> decode_reply(base::ByteView bytes);

}  // namespace cli
