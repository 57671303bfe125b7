#include "adapters/cli/commands.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace signalbox {

void set_up_log(bool debug) {
  auto log = spdlog::stderr_logger_mt("signalbox");
  log->set_pattern("time=\"%Y-%m-%dT%H:%M:%S.%e%z\" level=%l %v");
  log->set_level(debug ? spdlog::level::debug : spdlog::level::info);
  spdlog::set_default_logger(std::move(log));
}

} // namespace signalbox
