// From a view to a route table. A service that cannot be routed is left out with problems that name it; its neighbours
// are untouched. Services are taken in the order in which they were made, so that of two that disagree the one that
// serves already goes on serving.
#pragma once
#include "messages/proxy_program.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"
#include "messages/view.hpp"

#include <map>
#include <optional>
#include <string>

namespace signalbox {

/// How a service was reached when it was last routed.
struct last_route {
  label_map labels;
  std::optional<swarm_network> network; ///< none: on its nodes' ports
};
/// By the service's id.
using routed_services = std::map<std::string, last_route>;

struct derived_routes {
  route_table routes;
  std::vector<service_status> services; ///< of every service in the view, sorted by name
  problems found;                       ///< about the cluster itself
  routed_services routed;               ///< to be handed in the next time
};

/// Pure and total: any view gives a table. A service that has to wait until the proxy has a network or a secret goes on
/// as it was, by `before`.
derived_routes derive_routes(const cluster_view& view, const cluster_settings& settings, proxy_programs programs,
                             const routed_services& before = {});

/// Equal tables give equal digests.
digest digest_of(const route_table& routes);

} // namespace signalbox
