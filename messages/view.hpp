// One cluster's part of the watcher's snapshot: the input of the route table.
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

/// A running task whose desired state is running.
struct app_task {
  std::string id;
  std::string node_address;
  std::vector<network_address> addresses;
  std::vector<published_port> host_ports;
  auto operator<=>(const app_task&) const = default;
};

/// A service with routing labels of this cluster.
struct app_service {
  std::string id, name;
  std::map<std::string, std::string> labels;
  std::vector<swarm_network> networks; ///< networks of the service, without the ingress network
  std::vector<published_port> ports;
  std::vector<app_task> tasks; ///< sorted by id
  std::string created{};       ///< sorts as text: if two services contradict each other, the earlier one is routed
  std::vector<network_address> virtual_addresses{};      ///< addresses of the service, one for each of its networks
  std::map<std::string, std::string> container_labels{}; ///< routing labels of its containers, which have no effect
  auto operator<=>(const app_service&) const = default;
};

/// Complete at its revision. Sorted, so that equal content compares equal.
struct cluster_view {
  std::vector<app_service> services;   ///< sorted by name
  std::vector<swarm_network> networks; ///< existing networks of the closed list `Networks`
  std::set<std::string> secrets;       ///< existing secrets whose names may occur in labels
  bool settled = true;                 ///< false while a service of this cluster is converging
  /// Ids of the networks that every running task of the proxy has joined. None: there is no such task, or each change
  /// replaces the proxy's tasks, so that they always have the networks of their configuration.
  std::optional<std::set<std::string>> joined;
  /// Names of the secrets that every running task of the proxy was started with. None: as for `joined`.
  std::optional<std::set<std::string>> mounted;
  auto operator<=>(const cluster_view&) const = default;
};

/// Fact: the watcher's view of this cluster. The newest revision wins.
struct view_changed {
  cluster_id cluster;
  revision rev;
  std::shared_ptr<const cluster_view> view;
};

} // namespace signalbox
