#include "adapters/proxy/common/route_names.hpp"

#include "messages/identity.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <set>

namespace signalbox {

std::string short_digest(std::string_view text) { return digest_of(text).hex.substr(0, 8); }

// nginx and HAProxy would read `*` as a pattern.
std::string name_part(const host_route& host) {
  return host.host.empty() ? "_" : host.host.starts_with('*') ? '_' + host.host.substr(1) : host.host;
}

std::string route_id(const host_route& host, const path_route& path) {
  return short_digest(host.host + ' ' + path.path);
}

// Names of services are plain by Docker's grammar; other names are left out, because they could end the line.
std::string whose(const host_route& host) {
  std::set<std::string> services;
  for (const auto& path : host.paths)
    for (const auto& b : path.backends)
      if (is_network_name(b.service))
        services.insert(b.service);
  std::string text = "service";
  for (const auto& name : services)
    text += ' ' + name;
  return text;
}

std::string endpoint(const std::string& address, std::uint16_t port) {
  const bool v6 = address.find(':') != address.npos;
  return (v6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

bool asks_dns(const path_route& path) {
  return std::any_of(path.backends.begin(), path.backends.end(), [](const auto& b) { return !b.dns_name.empty(); });
}

std::string published_tls_port(const cluster_settings& cluster) {
  const auto port = cluster.published_ssl_port;
  return port == 0 || port == 443 ? "" : ':' + std::to_string(port);
}

route_table sorted(route_table routes) {
  for (auto& host : routes.hosts) {
    for (auto& path : host.paths) {
      for (auto& b : path.backends)
        std::sort(b.targets.begin(), b.targets.end());
      std::sort(path.backends.begin(), path.backends.end());
    }
    std::sort(host.paths.begin(), host.paths.end(), longer_first);
  }
  std::sort(routes.hosts.begin(), routes.hosts.end());
  return routes;
}

std::string server_banner() { return SIGNALBOX_BANNER; }

} // namespace signalbox
