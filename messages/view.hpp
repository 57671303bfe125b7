// A cluster's part of the Swarm, cut out by the watcher: what the route table is derived from.
#pragma once
#include "messages/identity.hpp"
#include "messages/swarm.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

/// A running task that is meant to run.
struct app_task {
  std::string id;
  std::string node_address;
  std::vector<network_address> addresses;
  std::vector<published_port> host_ports;
  auto operator<=>(const app_task&) const = default;
};

/// A service that asks to be routed by this cluster.
struct app_service {
  std::string id, name;
  std::map<std::string, std::string> labels;
  std::vector<swarm_network> networks; ///< of the service, the ingress network not among them
  std::vector<published_port> ports;
  std::vector<app_task> tasks;                      ///< sorted by id
  std::string created{};                            ///< sorts as text: of two that disagree the earlier one stays
  std::vector<network_address> virtual_addresses{}; ///< of the service, one for each of its networks
  auto operator<=>(const app_service&) const = default;
};

/// Complete at its revision. Sorted, so that equal content compares equal.
struct cluster_view {
  std::vector<app_service> services;   ///< sorted by name
  std::vector<swarm_network> networks; ///< of the closed list `Networks`, those that exist
  std::set<std::string> secrets;       ///< names that a label's value may mean, of those that exist
  bool settled = true;                 ///< false while a service of this cluster is converging
  /// Ids of the networks that every running task of the proxy is on. None: there is no such task, or the proxy's tasks
  /// are replaced at each change, so that they are on whatever their configuration needs.
  std::optional<std::set<std::string>> joined;
  /// Names of the secrets that every running task of the proxy was started with. None: as with `joined`.
  std::optional<std::set<std::string>> mounted;
  auto operator<=>(const cluster_view&) const = default;
};

/// Fact: the watcher saw this. The newest revision wins.
struct view_changed {
  cluster_id cluster;
  revision rev;
  std::shared_ptr<const cluster_view> view;
};

} // namespace signalbox
