// `amparo catalogue …`: which catalogue this organisation works with, and whose it accepts.
#include <fstream>
#include <iterator>

#include "desk/foreign_catalogue.h"
#include "main/command.h"
#include "pack/embedded.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;

base::Result<base::Bytes> read_file(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return base::refuse(Code::unreadable_file, {{"file", path}});
  if (size > desk::kMaxPackSize) {
    return base::refuse(Code::too_large, {{"limit", std::to_string(desk::kMaxPackSize)}});
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return base::refuse(Code::unreadable_file, {{"file", path}});
  return base::Bytes(std::istreambuf_iterator<char>(in), {});
}

base::Result<crypto::VerifyKey> read_key(const std::string& text) {
  crypto::VerifyKey key{};
  const base::Result<base::Bytes> bytes = base::from_hex(text);
  if (!bytes || bytes->size() != key.size()) return base::refuse(Code::bad_hex, {{"text", text}});
  std::ranges::copy(*bytes, key.begin());
  return key;
}

Value data_of(const pack::Pack& pack, std::size_t types) {
  return Value::map({{"name", pack.name()},
                     {"version", static_cast<std::int64_t>(pack.version())},
                     {"hash", base::to_hex(pack.hash())},
                     {"publisher", pack.publisher() ? base::to_hex(*pack.publisher()) : ""},
                     {"record_types", static_cast<std::int64_t>(types)}});
}

std::string line_of(const Call& call, std::string_view key, const pack::Pack& pack,
                    std::size_t types) {
  return call.say(key, {{"name", pack.name()},
                        {"version", std::to_string(pack.version())},
                        {"hash", base::to_hex(pack.hash())},
                        {"types", std::to_string(types)}}) +
         "\n";
}

base::Result<Reply> show(Call& call) {
  desk::House& house = call.desk->house();
  const std::size_t types = house.catalogue().types().size();
  const bool own = house.pack().hash() == pack::embedded().hash();
  Reply reply;
  reply.text = line_of(call, own ? "catalogue.own" : "catalogue.foreign", house.pack(), types);
  reply.data = data_of(house.pack(), types);
  if (house.catalogue_problem()) {
    const base::Refusal& problem = *house.catalogue_problem();
    reply.text += call.say("catalogue.problem",
                           {{"why", call.messages.say(call.request.language, problem)}}) +
                  "\n";
    reply.data.set("problem", Value(base::code_name(problem.code)));
  }
  Value::Array keys;
  for (const desk::Publisher& publisher : desk::publishers(house)) {
    const std::string key = base::to_hex(publisher.key);
    reply.text += call.say("catalogue.publisher", {{"name", publisher.name}, {"key", key}}) + "\n";
    keys.push_back(Value::map({{"name", publisher.name}, {"key", key}}));
  }
  reply.data.set("publishers", Value::array(std::move(keys)));
  return reply;
}

base::Result<Reply> accept(Call& call) {
  auto key = read_key(call.request.option("key"));
  if (!key) return base::pass(key);
  const std::string& name = call.request.option("name");
  base::Done done = desk::accept_publisher(call.desk->house(), *call.session, name, *key);
  if (!done) return base::pass(done);
  const std::string hex = base::to_hex(*key);
  return Reply{0, call.say("done.catalogue_accept", {{"name", name}, {"key", hex}}) + "\n",
               Value::map({{"accepted", hex}})};
}

base::Result<Reply> drop(Call& call) {
  auto key = read_key(call.request.option("key"));
  if (!key) return base::pass(key);
  base::Done done = desk::drop_publisher(call.desk->house(), *call.session, *key);
  if (!done) return base::pass(done);
  const std::string hex = base::to_hex(*key);
  return Reply{0, call.say("done.catalogue_drop", {{"key", hex}}) + "\n",
               Value::map({{"dropped", hex}})};
}

base::Result<Reply> load(Call& call) {
  auto file = read_file(call.request.option("file"));
  if (!file) return base::pass(file);
  auto loaded = desk::load_catalogue(call.desk->house(), *call.session, *file);
  if (!loaded) return base::pass(loaded);
  const std::size_t types = loaded->catalogue.types().size();
  return Reply{0, line_of(call, "done.catalogue_load", loaded->pack, types),
               data_of(loaded->pack, types)};
}

base::Result<Reply> own(Call& call) {
  base::Done done = desk::use_own_catalogue(call.desk->house(), *call.session);
  if (!done) return base::pass(done);
  const std::string hash = base::to_hex(pack::embedded().hash());
  return Reply{0, call.say("done.catalogue_own", {{"hash", hash}}) + "\n",
               Value::map({{"hash", hash}})};
}

}  // namespace

std::vector<CommandSpec> catalogue_commands() {
  return {
      {"catalogue show", Needs::folder, {}, Secrets::none, show},
      {"catalogue accept",
       Needs::person,
       {{"key", OptionKind::positional}, {"name", OptionKind::text, true}},
       Secrets::none,
       accept},
      {"catalogue drop", Needs::person, {{"key", OptionKind::positional}}, Secrets::none, drop},
      {"catalogue load", Needs::person, {{"file", OptionKind::path, true}}, Secrets::none, load},
      {"catalogue own", Needs::person, {}, Secrets::none, own},
  };
}

}  // namespace cli
