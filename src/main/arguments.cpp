#include "main/arguments.h"

#include <filesystem>

namespace cli {

namespace {

// Where CLI11 puts what it reads for one command.
struct Slots {
  Typed typed;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<std::string>> lists;
  std::map<std::string, bool> flags;
};

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : "\n") + item;
  return text;
}

class Builder {
 public:
  Builder(CLI::App& app, const Messages& messages, std::string language)
      : app_(app), messages_(messages), language_(std::move(language)) {}

  std::string say(const std::string& key) const { return messages_.say(language_, key); }

  // Null pointer when the parent has no such sub-command.
  static CLI::App* found(CLI::App& parent, const std::string& word) {
    for (CLI::App* sub : parent.get_subcommands(nullptr)) {
      if (sub->get_name() == word) return sub;
    }
    return nullptr;
  }

  // The sub-command of a path, its parents made on the way.
  CLI::App* at(const std::string& path) {
    CLI::App* parent = &app_;
    std::size_t begin = 0;
    while (true) {
      const std::size_t end = path.find(' ', begin);
      const std::string word = path.substr(begin, end - begin);
      CLI::App* next = found(*parent, word);
      if (next == nullptr) {
        next = parent->add_subcommand(word, say("command." + path.substr(0, end)));
        if (end != std::string::npos) next->require_subcommand(1);
      }
      if (end == std::string::npos) return next;
      parent = next;
      begin = end + 1;
    }
  }

  void add(CLI::App& sub, const OptionSpec& option, Slots& slots) {
    const std::string help = say("option." + option.name);
    switch (option.kind) {
      case OptionKind::positional:
        sub.add_option(option.name, slots.texts[option.name], help)->required();
        return;
      case OptionKind::optional_positional:
        sub.add_option(option.name, slots.texts[option.name], help);
        return;
      case OptionKind::values:
        sub.add_option(option.name, slots.lists[option.name], help)->required();
        return;
      case OptionKind::repeated:
        sub.add_option("--" + option.name, slots.lists[option.name], help)->expected(1)->take_all();
        return;
      case OptionKind::flag:
        sub.add_flag("--" + option.name, slots.flags[option.name], help);
        return;
      case OptionKind::text:
      case OptionKind::path:
        sub.add_option("--" + option.name, slots.texts[option.name], help)
            ->required(option.required);
        return;
    }
  }

 private:
  CLI::App& app_;
  const Messages& messages_;
  std::string language_;
};

Typed typed_of(const CommandSpec& spec, const Slots& slots, const std::string& language) {
  Typed typed = slots.typed;
  typed.request.command = spec.path;
  typed.request.language = language;
  for (const auto& [name, text] : slots.texts) typed.request.options[name] = text;
  for (const auto& [name, items] : slots.lists) typed.request.options[name] = joined(items);
  for (const auto& [name, given] : slots.flags) typed.request.options[name] = given ? "1" : "";
  const auto absolute = [&](const std::string& name) {
    std::string& text = typed.request.options[name];
    if (!text.empty()) text = std::filesystem::absolute(text).lexically_normal().string();
  };
  absolute("dir");
  for (const OptionSpec& option : spec.options) {
    if (option.kind == OptionKind::path) absolute(option.name);
  }
  return typed;
}

}  // namespace

void add_commands(CLI::App& app, const Messages& messages, const std::string& language,
                  std::function<void(const CommandSpec&, Typed)> chosen) {
  Builder builder(app, messages, language);
  for (const CommandSpec& spec : commands()) {
    CLI::App* sub = builder.at(spec.path);
    auto slots = std::make_shared<Slots>();
    bool has_dir = false;
    for (const OptionSpec& option : spec.options) {
      builder.add(*sub, option, *slots);
      has_dir = has_dir || option.name == "dir";
    }
    if (!has_dir) {
      sub->add_option("--dir", slots->texts["dir"], builder.say("option.dir"))
          ->envname("AMPARO_DIR")
          ->required();
    }
    if (spec.needs == Needs::person || spec.path == "lock") {
      sub->add_option("--as", slots->texts["as"], builder.say("option.as"))
          ->envname("AMPARO_AS")
          ->required(spec.needs == Needs::person);
    }
    if (spec.needs == Needs::person) {
      sub->add_option("--passphrase-file", slots->typed.passphrase_file,
                      builder.say("option.passphrase-file"));
    }
    if (spec.secrets != Secrets::none) {
      sub->add_option("--new-passphrase-file", slots->typed.new_passphrase_file,
                      builder.say("option.new-passphrase-file"));
    }
    sub->add_flag("--json", slots->typed.json, builder.say("option.json"));
    sub->add_option("--lang", slots->texts["lang"], builder.say("option.lang"));
    sub->callback(
        [&spec, slots, language, chosen] { chosen(spec, typed_of(spec, *slots, language)); });
  }
}

}  // namespace cli
