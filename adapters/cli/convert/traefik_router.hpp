// The labels of Traefik 2 and 3 for Swarm, grouped by object, and what a router's own options mean. Names of routers,
// services and middlewares are free, and shared by all Swarm services.
#pragma once
#include "adapters/cli/convert/draft_routes.hpp"
#include "adapters/cli/convert/traefik_middleware.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

using named_options = std::map<std::string, foreign_options>;

/// The labels of one Swarm service, grouped by object.
struct traefik_objects {
  named_options routers, services, middlewares, tcp_routers, tcp_services;
  foreign_options others; ///< keyed by the whole label in lower case
  bool enabled = true, any = false;

  bool has_routers() const { return !routers.empty() || !tcp_routers.empty(); }
};
traefik_objects traefik_objects_of(const label_map& labels);
bool is_traefik_label(const std::string& label);

/// Through which entry points a router gets requests. Their names are free; `web`, `http`, `websecure` and `https` are
/// taken for those that the documentation calls so.
struct router_reach {
  bool http = false, https = false;
  bool unknown_only = false; ///< none of its entry points has such a name: they may be internal
};
router_reach reach_of(const foreign_options& router);

/// The router with the larger number gets a request that several match.
std::uint64_t priority_of(const foreign_options& router);

/// The middlewares of a router in their order, with those of chains.
struct used_middlewares {
  std::vector<std::pair<std::string, const foreign_options*>> known;
  std::vector<foreign_value> unknown; ///< references to what no label of a service defines
};
used_middlewares middlewares_of(const foreign_options& router, const named_options& middlewares);

/// Whether all plain HTTP requests that get there are redirected to HTTPS.
bool redirects_to_https(const used_middlewares& used);

/// A place where a router redirects plain HTTP to HTTPS.
struct https_redirect {
  place where;
  std::uint64_t priority = 0;
};
std::vector<https_redirect> https_redirects(const traefik_objects& objects, const named_options& middlewares);

/// A place whose requests get no answer, because their router leads to `noop@internal`.
struct unanswered {
  std::set<place> where;
  std::string foreign; ///< the router's label `service`
};
std::vector<unanswered> unanswered_places(const traefik_objects& objects, const named_options& middlewares);

} // namespace signalbox
