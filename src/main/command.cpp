#include "main/command.h"

#include <algorithm>
#include <iterator>

#include "main/directory_command.h"

namespace cli {

const std::vector<CommandSpec>& commands() {
  static const std::vector<CommandSpec> kAll = [] {
    std::vector<CommandSpec> all;
    for (auto&& area : {folder_commands(), people_commands(), case_commands(), grant_commands(),
                        file_commands(), ledger_commands(), demo_commands(), law_node_commands(),
                        catalogue_commands(), custody_commands(), directory_node_commands()}) {
      std::copy(area.begin(), area.end(), std::back_inserter(all));
    }
    return all;
  }();
  return kAll;
}

const CommandSpec* command(std::string_view path) {
  const auto found = std::find_if(commands().begin(), commands().end(),
                                  [&](const CommandSpec& spec) { return spec.path == path; });
  return found == commands().end() ? nullptr : &*found;
}

}  // namespace cli
