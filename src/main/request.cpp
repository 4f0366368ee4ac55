#include "main/request.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;

void wipe(std::string& text) {
  volatile char* bytes = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = 0;
  text.clear();
}

base::Result<std::string> text_at(const Value& map, const char* key) {
  const Value* found = map.find(key);
  if (found == nullptr || found->as_text() == nullptr) {
    return base::refuse(Code::bad_encoding, {{"what", key}});
  }
  return *found->as_text();
}

}  // namespace

void Request::wipe_secrets() {
  wipe(secret);
  wipe(new_secret);
}

const std::string& Request::option(const std::string& name) const {
  static const std::string kNone;
  const auto found = options.find(name);
  return found == options.end() ? kNone : found->second;
}

base::Bytes encode(const Request& request) {
  Value::Map options;
  for (const auto& [name, text] : request.options) options.emplace_back(name, text);
  return codec::encode(Value::map({{"command", request.command},
                                   {"options", Value::map(std::move(options))},
                                   {"secret", request.secret},
                                   {"new_secret", request.new_secret},
                                   {"language", request.language}}));
}

base::Result<Request> decode_request(base::ByteView bytes) {
  base::Result<Value> value = codec::decode(bytes);
  if (!value) return base::pass(value);
  Request request;
  for (const auto& [key, target] :
       {std::pair{"command", &request.command}, std::pair{"secret", &request.secret},
        std::pair{"new_secret", &request.new_secret}, std::pair{"language", &request.language}}) {
    base::Result<std::string> text = text_at(*value, key);
    if (!text) return base::pass(text);
    *target = std::move(*text);
  }
  const Value* options = value->find("options");
  if (options == nullptr || options->as_map() == nullptr) {
    return base::refuse(Code::bad_encoding, {{"what", "options"}});
  }
  for (const auto& [name, text] : *options->as_map()) {
    if (name.as_text() == nullptr || text.as_text() == nullptr) {
      return base::refuse(Code::bad_encoding, {{"what", "options"}});
    }
    request.options.emplace(*name.as_text(), *text.as_text());
  }
  return request;
}

base::Bytes encode(const Reply& reply) {
  return codec::encode(
      Value::map({{"exit", reply.exit_code}, {"text", reply.text}, {"data", reply.data}}));
}

base::Result<Reply> decode_reply(base::ByteView bytes) {
  base::Result<Value> value = codec::decode(bytes);
  if (!value) return base::pass(value);
  Reply reply;
  base::Result<std::string> text = text_at(*value, "text");
  if (!text) return base::pass(text);
  reply.text = std::move(*text);
  const Value* exit = value->find("exit");
  const Value* data = value->find("data");
  if (exit == nullptr || exit->as_int() == nullptr || data == nullptr) {
    return base::refuse(Code::bad_encoding, {{"what", "reply"}});
  }
  reply.exit_code = static_cast<int>(*exit->as_int());
  reply.data = *data;
  return reply;
}

}  // namespace cli
