// One look at a Swarm, for whoever wants to know and not to change anything.
#pragma once
#include "actors/watcher/snapshot.hpp"
#include "adapters/docker/docker.hpp"
#include "messages/settings.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

struct swarm_state {
  swarm_snapshot snapshot;
  std::vector<live_service> owned;                       ///< proxy and extension services, whichever core made them
  std::map<std::string, service_observation> clusters;   ///< by `cluster_settings::id`
  std::map<std::string, service_observation> extensions; ///< of those that have an extension service
  deployed_core core;
};

/// Reads everything once, and waits for it. `core_name` empty: the core whose container this is, or the one that made
/// the proxies, or `interlock`. Throws `std::runtime_error` with the engine's words if a part cannot be read.
swarm_state read_swarm(const engine_address& address, const std::vector<cluster_settings>& clusters,
                       std::string core_name);

/// All services. Throws as above.
std::vector<swarm_service> services_of_swarm(const engine_address& address);

} // namespace signalbox
