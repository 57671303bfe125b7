// What every part of the text has to know.
#pragma once
#include "adapters/proxy/common/identical_hosts.hpp"
#include "adapters/proxy/common/options.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <string>

namespace signalbox {

/// Follows from the routes and the settings alone.
struct haproxy_context {
  haproxy_context(const route_table& all, const cluster_settings& settings, const proxy_options& chosen);

  const route_table& routes;
  const cluster_settings& cluster;
  const proxy_options& options;
  host_groups groups;
  bool terminates = false; ///< a host has a certificate
  bool passes_tls = false; ///< a host has TLS of its own
};

/// Names of sections, and of what a frontend asks about a request.
std::string backend_name(const host_route& host, const path_route& path);
/// Of a service with a weight or a mark.
std::string backend_name(const host_route& host, const path_route& path, const backend& own);
std::string rate_table(const host_route& host, const path_route& path);
/// Where TLS for the hosts with this certificate is taken, in the proxy's own network.
std::string inner_socket(const std::string& certificate, const haproxy_context& context);
std::string secret_file(const std::string& name);

/// Whether a host's requests need no more than a look at its name: it has one path, `/`, that leads to one backend, and
/// shares its server with no other host.
bool is_found_by_name(const identical_hosts& hosts);

} // namespace signalbox
