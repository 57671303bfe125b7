// From a view to a route table. A service that cannot be routed is left out with problems that name it; its neighbours
// are untouched. Rules as documented for Interlock, where several networks or none make the choice:
//
//   the label names one            that one, also in its short form within a stack
//   the service is on exactly one  that one
//   on none, published in host mode  no network: address of the node, published port
//   otherwise                      a problem
//
// `Networks` of the cluster is a closed list: only networks on it count.
#pragma once
#include "messages/routes.hpp"
#include "messages/settings.hpp"
#include "messages/view.hpp"

namespace signalbox {

struct derived_routes {
  route_table routes;
  std::vector<service_status> services; ///< of every service in the view, sorted by name
  problems found;                       ///< about the cluster itself
};

/// Pure and total: any view gives a table.
derived_routes derive_routes(const cluster_view& view, const cluster_settings& settings);

/// Equal tables give equal digests.
digest digest_of(const route_table& routes);

} // namespace signalbox
