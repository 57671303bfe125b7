#pragma once
#include "actors/dependencies.hpp"
#include "messages/actors.hpp"

#include <map>

namespace signalbox {

using supervisor_handles = std::map<cluster_id, cluster_supervisor_actor>;

/// Watches the Swarm and sends each cluster's supervisor its view, only when that differs from the last one.
watcher_actor spawn_watcher(caf::actor_system& system, std::shared_ptr<const dependencies> w, status_actor status,
                            supervisor_handles supervisors, std::uint32_t incarnation);

} // namespace signalbox
