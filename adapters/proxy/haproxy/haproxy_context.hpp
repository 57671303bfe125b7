// Inputs of all parts of the text.
#pragma once
#include "adapters/proxy/common/identical_hosts.hpp"
#include "adapters/proxy/common/options.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <string>

namespace signalbox {

/// Computed from the routes and the settings only.
struct haproxy_context {
  haproxy_context(const route_table& all, const cluster_settings& settings, const proxy_options& chosen);

  const route_table& routes;
  const cluster_settings& cluster;
  const proxy_options& options;
  host_groups groups;
  bool terminates = false; ///< a host has a certificate
  bool passes_tls = false; ///< a host has TLS passthrough
  bool trusts_proxies;     ///< X-Forwarded headers of some addresses are believed
};

/// Names of sections, and of conditions in a frontend.
std::string backend_name(const host_route& host, const path_route& path);
/// Backend of a service with a weight or a mark.
std::string backend_name(const host_route& host, const path_route& path, const backend& own);
std::string rate_table(const host_route& host, const path_route& path);
/// Socket inside the proxy that terminates TLS for the hosts with this certificate.
std::string inner_socket(const std::string& certificate, const haproxy_context& context);
std::string secret_file(const std::string& name);

/// Whether a host's name alone selects the backend: it has one path, `/`, with one backend, and shares its server with
/// no other host.
bool is_found_by_name(const identical_hosts& hosts);

} // namespace signalbox
