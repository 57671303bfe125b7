// SwarmKit's words for tasks, in ours. Pure.
#pragma once
#include "messages/swarm.hpp"

#include <vector>

namespace docker::swarmkit::v1 {
class WatchMessage;
}

namespace signalbox {

/// In the message's order. States have the names that the Engine API gives them; a removed task is not wanted.
std::vector<task_change> decode_changes(const docker::swarmkit::v1::WatchMessage& message);

} // namespace signalbox
