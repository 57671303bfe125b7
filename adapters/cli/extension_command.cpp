#include "adapters/cli/commands.hpp"

#include "adapters/extension/extension_client.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <spdlog/spdlog.h>

namespace signalbox {

int extension(const extension_command& wanted) {
  set_up_log(wanted.debug);
  setenv("RES_OPTIONS", "timeout:1 attempts:3",
         0); // the first query on a new network is often lost, and the default of 5 s is long
  extension_client_settings s;
  s.core = wanted.core;
  s.cluster = wanted.cluster;
  s.task = wanted.task;
  s.program = "signalbox-" + wanted.kind + '/' + SIGNALBOX_VERSION;
  if (std::ifstream token{wanted.token_file}; token)
    token >> s.token;
  spdlog::info("{}: extension of cluster {}", s.program, s.cluster);
  try {
    const bool templated = std::filesystem::exists(wanted.template_file);
    if (templated)
      spdlog::info("renders with the template {}", wanted.template_file);
    serve_extension(
        s, renderer_of(wanted.kind, templated ? wanted.template_file : ""),
        [](bool is_warning, const std::string& what) { is_warning ? spdlog::warn(what) : spdlog::info(what); });
  } catch (const std::invalid_argument& e) {
    std::cerr << "signalbox extension: --core: " << e.what() << '\n';
    return exit_codes::usage;
  }
  spdlog::info("stopped");
  return exit_codes::ok;
}

} // namespace signalbox
