// The route table of a cluster: the model that every renderer starts from.
#pragma once
#include "messages/identity.hpp"
#include "messages/problem.hpp"
#include "messages/swarm.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

/// An address that a proxy sends requests to.
struct target {
  std::string address; ///< IPv4 or IPv6, without brackets
  std::uint16_t port = 0;
  auto operator<=>(const target&) const = default;
};

/// One service behind a host.
struct backend {
  std::string service;         ///< the service's name, for people
  std::vector<target> targets; ///< sorted, without repetition
  auto operator<=>(const backend&) const = default;
};

/// One host name and the services that answer for it; their targets are merged.
struct host_route {
  std::string host;              ///< lower case, checked: letters, digits, `-`, `.`
  std::vector<backend> backends; ///< sorted by service
  auto operator<=>(const host_route&) const = default;
};

/// Sorted by host; what came from a label has passed its grammar.
struct route_table {
  std::vector<host_route> hosts;
  std::vector<swarm_network> networks;    ///< that the proxy has to be on, sorted
  std::set<std::string> secrets{};        ///< names of those that the proxy has to have
  std::map<std::string, digest> labels{}; ///< of each service that is routed: changes when its labels do
  auto operator<=>(const route_table&) const = default;
};

/// The table as it would be if these services were not there.
route_table without(route_table routes, const std::set<std::string>& services);

/// What became of a service that asked to be routed.
struct service_status {
  std::string id, name;
  bool routed = false;
  std::vector<std::string> hosts;
  std::size_t targets = 0;
  problems found;
  auto operator<=>(const service_status&) const = default;
};

/// Fact: the cluster derived this table.
struct routes_changed {
  cluster_id cluster;
  revision rev;
  digest sum;
  std::shared_ptr<const route_table> routes;
  bool settled = true; ///< false while what it was derived from is still converging
};

} // namespace signalbox
