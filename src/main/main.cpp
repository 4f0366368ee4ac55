// The composition root: reads what was typed, asks for what is secret, and runs the command here or
// in the running node.
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "codec/json.h"
#include "crypto/hash.h"
#include "main/arguments.h"
#include "main/directory_command.h"
#include "main/dispatch.h"
#include "main/law_command.h"
#include "main/local_socket.h"
#include "main/node.h"
#include "main/observatory_command.h"
#include "main/observatory_sources.h"
#include "main/process.h"
#include "main/terminal.h"
#include "pack/embedded.h"
#include "picture/jail.h"

namespace cli {

namespace {

int print(const Reply& reply, bool json) {
  if (json) {
    std::cout << codec::to_json(reply.data) << '\n' << std::flush;
  } else {
    (reply.exit_code == 0 ? std::cout : std::cerr) << reply.text << std::flush;
  }
  return reply.exit_code;
}

class Runner {
 public:
  Runner(const Messages& messages, std::string language)
      : messages_(messages), language_(std::move(language)) {}

  int run(const CommandSpec& spec, Typed typed) {
    base::Result<Reply> reply = answer(spec, typed);
    typed.request.wipe_secrets();
    if (reply) return print(*reply, typed.json);
    return print(reply_of(messages_, language_, reply.error()), typed.json);
  }

 private:
  base::Result<Reply> answer(const CommandSpec& spec, Typed& typed) {
    base::Done asked = ask_new_secrets(spec, typed);
    if (!asked) return base::pass(asked);
    base::Result<bool> given = read_secret(typed);
    if (!given) return base::pass(given);
    const std::filesystem::path folder = typed.request.option("dir");
    if (spec.needs != Needs::nothing) {
      base::Result<std::optional<Reply>> from_node = ask(folder, typed.request);
      if (!from_node) return base::pass(from_node);
      if (*from_node) {
        const bool locked =
            (*from_node)->exit_code == base::exit_code(base::Code::not_unlocked) && !*given;
        if (spec.needs != Needs::person || !locked) return std::move(**from_node);
        base::Done secret = ask_secret_of(typed);
        if (!secret) return std::move(**from_node);
        base::Result<std::optional<Reply>> again = ask(folder, typed.request);
        if (!again) return base::pass(again);
        if (*again) return std::move(**again);
        return base::refuse(base::Code::node_silent);
      }
      if (spec.path == "unlock") return base::refuse(base::Code::no_node);
    }
    if (spec.needs == Needs::person && !*given) {
      base::Done secret = ask_secret_of(typed);
      if (!secret) return base::pass(secret);
    }
    return Dispatcher(messages_).run(typed.request);
  }

  base::Result<std::optional<Reply>> ask(const std::filesystem::path& folder,
                                         const Request& request) {
    base::Bytes message = encode(request);
    base::Result<std::optional<base::Bytes>> answer = ask_node(folder, message);
    crypto::wipe(message);
    if (!answer) return base::pass(answer);
    if (!*answer) return std::nullopt;
    base::Result<Reply> reply = decode_reply(**answer);
    if (!reply) return base::pass(reply);
    return std::move(*reply);
  }

  // True when a passphrase was given in a file.
  base::Result<bool> read_secret(Typed& typed) {
    if (typed.passphrase_file.empty()) return false;
    base::Result<std::string> line = first_line(typed.passphrase_file);
    if (!line) return base::pass(line);
    typed.request.secret = std::move(*line);
    return true;
  }

  base::Done ask_secret_of(Typed& typed) {
    base::Result<std::string> secret = ask_secret(
        messages_.say(language_, "ask.passphrase", {{"user", typed.request.option("as")}}));
    if (!secret) return base::pass(secret);
    typed.request.secret = std::move(*secret);
    return {};
  }

  base::Done ask_new_secrets(const CommandSpec& spec, Typed& typed) {
    if (spec.secrets == Secrets::none) return {};
    base::Done cards = spec.secrets == Secrets::asks_cards ? ask_cards(typed) : base::Done();
    if (!cards) return cards;
    std::string user = typed.request.option("user");
    if (user.empty()) user = typed.request.option("as");
    if (!typed.new_passphrase_file.empty()) {
      base::Result<std::string> line = first_line(typed.new_passphrase_file);
      if (!line) return base::pass(line);
      typed.request.new_secret = std::move(*line);
      return {};
    }
    base::Result<std::string> first =
        ask_secret(messages_.say(language_, "ask.new_passphrase", {{"user", user}}));
    if (!first) return base::pass(first);
    base::Result<std::string> second = ask_secret(messages_.say(language_, "ask.again"));
    if (!second) return base::pass(second);
    if (*first != *second) return base::refuse(base::Code::passphrases_differ);
    typed.request.new_secret = std::move(*first);
    return {};
  }

  base::Done ask_cards(Typed& typed) {
    std::string& cards = typed.request.options["card"];
    auto given = cards.empty() ? 0 : std::count(cards.begin(), cards.end(), '\n') + 1;
    for (; given < desk::kCardsNeeded; ++given) {
      base::Result<std::string> words = ask_line(messages_.say(language_, "ask.card"));
      if (!words) return base::pass(words);
      cards += (cards.empty() ? "" : "\n") + *words;
    }
    return {};
  }

  const Messages& messages_;
  std::string language_;
};

LawSources law_sources() {
  return {
      [] {
        const base::Result<base::ByteView> section = pack::embedded().section("law");
        return section ? base::Bytes(section->begin(), section->end()) : base::Bytes();
      },
      [](base::ByteView bytes) { return base::to_hex(crypto::blake2b("amparo/law/1", {bytes})); },
      [] {
        const base::UtcMs day_ms = 24LL * 60 * 60 * 1000;
        return static_cast<std::int32_t>(base::system_clock().now_ms() / day_ms);
      }};
}

int main_of(int argc, char** argv) {
  const std::string language = language_of(argc, argv);
  const Messages messages(pack::embedded());
  CLI::App app{messages.say(language, "app"), "amparo"};
  app.require_subcommand(1);
  int code = 0;
  Runner runner(messages, language);
  add_commands(app, messages, language, [&](const CommandSpec& spec, Typed typed) {
    code = runner.run(spec, std::move(typed));
  });
  add_node_command(app, messages, language, code);
  add_law_commands(app, law_sources());
  add_observatory_commands(app, [] {
    return ObservatoryCatalogue{catalogue_text("figures/published_totals.csv"), board_sources()};
  });
  add_directory_commands(app);
  const bool json = std::any_of(argv, argv + argc,
                                [](const char* arg) { return std::string_view(arg) == "--json"; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::RuntimeError& said) {
    // The command has said why; only its exit code is left.
    return said.get_exit_code();
  } catch (const CLI::ParseError& error) {
    return print(reply_of(messages, language, {base::Code::bad_call, {{"why", error.what()}}}),
                 json);
  } catch (const base::Fault& fault) {
    return print(reply_of(messages, language, {fault.code(), {{"what", fault.what()}}}), json);
  }
  return code;
}

}  // namespace

}  // namespace cli

int main(int argc, char** argv) {
  cli::harden_process();
  if (argc == 3 && std::string_view(argv[1]) == picture::kJailWord) {
    return picture::copy_in_jail(argv[2]);
  }
  try {
    return cli::main_of(argc, argv);
  } catch (const base::Fault& fault) {
    std::fprintf(stderr, "amparo: %s\n", fault.what());
    return base::exit_code(fault.code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "amparo: %s\n", error.what());
    return base::exit_code(base::Code::internal);
  }
}
