#include "messages/agents.hpp"

namespace signalbox {

bool runs_another(const agent_report& report, std::string_view program) {
  const auto runs = std::string_view{report.proxy}.substr(0, report.proxy.find('/'));
  return !runs.empty() && !program.empty() && runs != program;
}

} // namespace signalbox
