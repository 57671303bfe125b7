// Converts SwarmKit's task events to `task_change`. Pure.
#pragma once
#include "messages/swarm.hpp"

#include <vector>

namespace docker::swarmkit::v1 {
class WatchMessage;
}

namespace signalbox {

/// In the order of the message. States have the names of the Engine API; a removed task is reported as no longer
/// desired.
std::vector<task_change> decode_changes(const docker::swarmkit::v1::WatchMessage& message);

} // namespace signalbox
