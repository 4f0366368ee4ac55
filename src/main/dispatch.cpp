#include "main/dispatch.h"

#include <cstdlib>
#include <exception>

namespace cli {

Reply reply_of(const Messages& messages, const std::string& language,
               const base::Refusal& refusal) {
  Reply reply;
  reply.exit_code = base::exit_code(refusal.code);
  reply.text = messages.say(language, refusal) + "\n";
  codec::Value details = codec::Value::map({});
  for (const auto& [name, value] : refusal.details) details.set(name, value);
  reply.data =
      codec::Value::map({{"refused", base::code_name(refusal.code)}, {"details", details}});
  return reply;
}

desk::Seams seams_of(const Request& request) {
  desk::Seams seams;
  const char* test = std::getenv("AMPARO_TEST_KDF");
  if (request.flag("low-memory")) seams.kdf = crypto::kKdfLowMemory;
  if (test != nullptr && std::string_view(test) == "1") seams.kdf = crypto::kKdfTest;
  return seams;
}

Reply Dispatcher::run(Request request) {
  const std::string language = request.language;
  Reply reply;
  try {
    base::Result<Reply> answered = answer(request);
    reply = answered ? std::move(*answered) : reply_of(messages_, language, answered.error());
  } catch (const base::Fault& fault) {
    reply = reply_of(messages_, language, {fault.code(), {{"what", fault.what()}}});
  } catch (const std::bad_alloc&) {
    reply = reply_of(messages_, language, {base::Code::out_of_memory, {}});
  } catch (const std::exception& error) {
    reply = reply_of(messages_, language, {base::Code::internal, {{"what", error.what()}}});
  }
  request.wipe_secrets();
  return reply;
}

base::Result<Reply> Dispatcher::answer(Request& request) {
  const CommandSpec* spec = command(request.command);
  if (spec == nullptr) {
    return base::refuse(base::Code::bad_call, {{"command", request.command}});
  }
  if (spec->needs == Needs::nothing) {
    Call call{request, messages_, nullptr, nullptr, std::exchange(request.new_secret, {})};
    return spec->run(call);
  }
  if (desk_ != nullptr) return with_desk(*spec, request, *desk_);
  base::Result<std::unique_ptr<desk::Desk>> desk =
      desk::Desk::open(request.option("dir"), seams_of(request));
  if (!desk) return base::pass(desk);
  return with_desk(*spec, request, **desk);
}

base::Result<Reply> Dispatcher::with_desk(const CommandSpec& spec, Request& request,
                                          desk::Desk& desk) {
  Call call{request, messages_, &desk, nullptr, std::exchange(request.new_secret, {})};
  if (spec.needs == Needs::folder) return spec.run(call);
  const std::string& name = request.option("as");
  if (!request.secret.empty()) {
    const crypto::Passphrase passphrase(request.secret);
    base::Done unlocked = desk.unlock(name, passphrase);
    if (!unlocked) return base::pass(unlocked);
  }
  return desk.with<Reply>(name, [&](const desk::Session& session) {
    call.session = &session;
    return spec.run(call);
  });
}

}  // namespace cli
