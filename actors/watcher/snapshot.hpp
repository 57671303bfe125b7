// The last complete state of the Swarm, as far as it concerns routing, and each cluster's view of it.
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
  std::map<std::string, swarm_service> services;        ///< by id; those with routing labels, and the proxies
  std::map<std::string, std::vector<swarm_task>> tasks; ///< by service id
  std::map<std::string, swarm_node> nodes;
  std::map<std::string, swarm_network> networks;
  std::set<std::string> secrets;                      ///< names
  std::map<std::string, unclaimed_service> misplaced; ///< by id; services with routing labels on their containers only
  bool operator==(const swarm_snapshot&) const = default;
};

/// Whether a snapshot keeps this service.
bool concerns_routing(const swarm_snapshot& snapshot, const swarm_service& s);

/// True if Swarm has nothing left to do for this service: all desired tasks run, and no update is under way.
bool has_converged(const swarm_service& s, const std::vector<swarm_task>& tasks);

/// What no cluster's view shows: services that none of them takes, tasks that do not run, and services whose routing
/// labels are on their containers.
unrouted_services unrouted_in(const swarm_snapshot& snapshot, const std::set<std::string>& service_clusters);

/// A problem for each service whose routing labels are on its containers only.
problems misplaced_in(const swarm_snapshot& snapshot);

/// The view of this cluster, sorted. `settled` keeps its default, true.
cluster_view cut_view(const swarm_snapshot& snapshot, const cluster_settings& cluster);

} // namespace signalbox
