#pragma once
#include "actors/dependencies.hpp"
#include "messages/actors.hpp"

namespace signalbox {

using root_supervisor_actor = actor_interface<>;

/// Starts the whole tree: status, a supervisor for each cluster, the janitor, the watcher. One-for-one: what dies is
/// restarted alone, and its new handle is pushed to those who need it. Nothing that happens to a cluster ends the root.
root_supervisor_actor spawn_root_supervisor(caf::actor_system& system, std::shared_ptr<const dependencies> w);

} // namespace signalbox
