#include "adapters/cli/commands.hpp"

#include "adapters/cli/command_line/health_url.hpp"
#include "adapters/cli/core_client.hpp"

#include <filesystem>
#include <iostream>
#include <string>

namespace signalbox {

int healthcheck(healthcheck_command wanted) {
  // The image's HEALTHCHECK has no arguments: it checks the core of this container.
  if (wanted.url.empty() && wanted.file.empty() && std::filesystem::exists(usual_file))
    wanted.file = usual_file;
  const auto found = health_url(wanted);
  if (const auto* f = std::get_if<finished>(&found)) {
    std::cerr << f->text;
    return f->exit_code;
  }
  const auto& url = std::get<std::string>(found);
  const auto reply = ask_core(url, std::chrono::seconds(2));
  if (reply.status == 200)
    return exit_codes::ok;
  std::cerr << "signalbox healthcheck: " << url << ": "
            << (reply.status == 0 ? reply.error : "answered " + std::to_string(reply.status)) << '\n';
  return exit_codes::problems;
}

} // namespace signalbox
