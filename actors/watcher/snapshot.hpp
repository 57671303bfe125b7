// The part of the Swarm that matters to routing, as last read completely, and each cluster's cut of it.
#pragma once
#include "messages/settings.hpp"
#include "messages/swarm.hpp"
#include "messages/view.hpp"

#include <map>
#include <string>
#include <vector>

namespace signalbox {

struct swarm_snapshot {
  std::map<std::string, swarm_service> services;        ///< by id; only those that carry routing labels
  std::map<std::string, std::vector<swarm_task>> tasks; ///< by service id
  std::map<std::string, swarm_node> nodes;
  std::map<std::string, swarm_network> networks;
};

/// True if Swarm has nothing left to do for this service: as many tasks run as are wanted, and no update is under way.
bool has_converged(const swarm_service& s, const std::vector<swarm_task>& tasks);

/// What of the snapshot concerns this cluster, sorted. `settled` is left true.
cluster_view cut_view(const swarm_snapshot& snapshot, const cluster_settings& cluster);

} // namespace signalbox
