// One complete reading of a Swarm, for commands that change nothing.
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
  std::vector<live_service> owned;                       ///< proxy and extension services of all cores
  std::map<std::string, service_observation> clusters;   ///< by `cluster_settings::id`
  std::map<std::string, service_observation> extensions; ///< of the clusters that have an extension service
  deployed_core core;
};

/// Reads everything once, and blocks until it is complete. `core_name` empty: the core that runs in this container,
/// else the core that created the proxies, else `interlock`. Throws `std::runtime_error` with the engine's error if a
/// part cannot be read.
swarm_state read_swarm(const engine_address& address, const std::vector<cluster_settings>& clusters,
                       std::string core_name);

/// Lists all services. Throws as above.
std::vector<swarm_service> services_of_swarm(const engine_address& address);

} // namespace signalbox
