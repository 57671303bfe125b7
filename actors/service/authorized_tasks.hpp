// Which tasks of a service may call core.
#pragma once
#include "messages/agents.hpp"
#include "messages/managed_service.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Effect: accept calls of these tasks, and of no others.
struct authorize_tasks {
  std::vector<authorized_task> tasks;
};

/// These tasks, with their addresses on `networks` (on all networks, if that is empty).
std::vector<authorized_task> tasks_on(const std::vector<service_task>& tasks, const std::vector<std::string>& networks);

} // namespace signalbox
