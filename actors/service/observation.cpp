#include "actors/service/observation.hpp"

#include <algorithm>

namespace signalbox {

bool is_given_up(const std::string& update_state) {
  return update_state.starts_with("rollback_") || update_state == "paused";
}

bool is_under_way(const std::string& update_state) {
  return update_state == "updating" || update_state == "rollback_started";
}

std::uint64_t running(const service_observation& seen) {
  return static_cast<std::uint64_t>(
      std::count_if(seen.tasks.begin(), seen.tasks.end(), [](const service_task& t) { return t.state == "running"; }));
}

std::uint64_t running_with(const service_observation& seen, const std::string& config) {
  return static_cast<std::uint64_t>(std::count_if(seen.tasks.begin(), seen.tasks.end(), [&](const service_task& t) {
    return t.state == "running" && t.config == config;
  }));
}

std::uint64_t running_without(const service_observation& seen, const std::string& config) {
  return running(seen) - running_with(seen, config);
}

std::string first_error(const service_observation& seen) {
  for (const auto& t : seen.tasks)
    if (t.state != "running" && !t.error.empty())
      return "; a task reports: " + t.error;
  return "";
}

} // namespace signalbox
