#include "adapters/proxy/haproxy/haproxy_context.hpp"

#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/common/traffic_split.hpp"

namespace signalbox {

haproxy_context::haproxy_context(const route_table& all, const cluster_settings& settings, const proxy_options& chosen)
    : routes(all), cluster(settings), options(chosen), groups(all), trusts_proxies(!chosen["TrustedProxies"].empty()) {
  for (const auto& h : all.hosts) {
    terminates = terminates || !h.certificate.empty();
    passes_tls = passes_tls || h.passthrough;
  }
}

// A host's name contains no colon, so clients can address only the plain name.
std::string backend_name(const host_route& host, const path_route& path) {
  const auto name = "up-" + name_part(host);
  return path.path == "/" ? name : name + ':' + short_digest(path.path);
}

std::string backend_name(const host_route& host, const path_route& path, const backend& own) {
  return backend_name(host, path) + ':' + short_digest(own.service);
}

std::string rate_table(const host_route& host, const path_route& path) { return "rate-" + route_id(host, path); }

std::string inner_socket(const std::string& certificate, const haproxy_context& context) {
  return "abns@signalbox-" + std::to_string(context.cluster.target_ssl_port) + '-' + short_digest(certificate);
}

std::string secret_file(const std::string& name) { return "/run/secrets/" + name; }

bool is_found_by_name(const identical_hosts& hosts) {
  const auto& host = *hosts.leader;
  return hosts.all.size() == 1 && !host.host.empty() && !host.host.starts_with('*') && !host.passthrough &&
         (host.paths.empty() ||
          (host.paths.size() == 1 && host.paths[0].path == "/" && split_of(host.paths[0]).own.empty()));
}

} // namespace signalbox
