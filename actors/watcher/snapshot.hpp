// The part of the Swarm that matters to routing, as last read completely, and each cluster's cut of it.
#pragma once
#include "messages/reports.hpp"
#include "messages/settings.hpp"
#include "messages/swarm.hpp"
#include "messages/view.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

struct swarm_snapshot {
  std::set<std::string> proxy_names;                    ///< of the proxy services
  std::map<std::string, swarm_service> services;        ///< by id; those that carry routing labels, and the proxies
  std::map<std::string, std::vector<swarm_task>> tasks; ///< by service id
  std::map<std::string, swarm_node> nodes;
  std::map<std::string, swarm_network> networks;
  std::set<std::string> secrets; ///< names
  bool operator==(const swarm_snapshot&) const = default;
};

/// Whether a snapshot keeps this service.
bool concerns_routing(const swarm_snapshot& snapshot, const swarm_service& s);

/// True if Swarm has nothing left to do for this service: as many tasks run as are wanted, and no update is under way.
bool has_converged(const swarm_service& s, const std::vector<swarm_task>& tasks);

/// What no cluster's view shows: services that none of them takes, and tasks that do not run.
unrouted_services unrouted_in(const swarm_snapshot& snapshot, const std::set<std::string>& service_clusters);

/// What of the snapshot concerns this cluster, sorted. `settled` is left true.
cluster_view cut_view(const swarm_snapshot& snapshot, const cluster_settings& cluster);

} // namespace signalbox
