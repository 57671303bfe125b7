// From a view to a route table. A service that cannot be routed is left out with problems that name it; its neighbours
// are not affected. Services are processed in order of creation, so that of two contradicting services the one that is
// already routed stays routed.
#pragma once
#include "messages/proxy_program.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"
#include "messages/view.hpp"

#include <map>
#include <optional>
#include <string>

namespace signalbox {

/// Labels and network of a service when it was last routed.
struct last_route {
  label_map labels;
  std::optional<swarm_network> network; ///< none: published ports of its nodes
};
/// By the service's id.
using routed_services = std::map<std::string, last_route>;

struct derived_routes {
  route_table routes;
  std::vector<service_status> services; ///< of every service in the view, sorted by name
  problems found;                       ///< problems of the cluster itself
  routed_services routed;               ///< `before` of the next call
};

/// Pure and total: any view gives a table. A service that must wait until the proxy has a network or a secret keeps its
/// last route, from `before`.
derived_routes derive_routes(const cluster_view& view, const cluster_settings& settings, proxy_programs programs,
                             const routed_services& before = {});

} // namespace signalbox
