// Inputs of all parts of the text: ports, versions, sizes.
#pragma once
#include "adapters/proxy/common/identical_hosts.hpp"
#include "adapters/proxy/common/options.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace signalbox {

/// Ports on the proxy's loopback interface, for connections of nginx to itself.
struct inner_ports {
  std::uint16_t termination = 0; ///< terminates TLS for the hosts with a certificate, behind the PROXY protocol
  std::uint16_t passthrough = 0; ///< removes the PROXY protocol header for hosts with TLS passthrough
};

/// Computed from the routes and the settings only.
struct nginx_context {
  nginx_context(const route_table& routes, const cluster_settings& cluster, const proxy_options& options);

  /// Whether `options["Version"]` is at least `first`.
  bool knows(program_version first) const { return version >= first; }
  /// A listening address with all its parameters: `80`, `443 ssl http2`.
  std::string listen_plain() const;
  std::string listen_tls() const;

  const route_table& routes;
  const cluster_settings& cluster;
  const proxy_options& options;
  host_groups groups;
  program_version version;
  bool terminates = false;         ///< a host has a certificate
  bool passes_tls = false;         ///< a host has TLS passthrough
  bool keep_alive = true;          ///< idle connections to tasks are kept
  bool reuse_port = false;         ///< each worker has its own accept queue
  bool behind_proxy = false;       ///< clients arrive behind the PROXY protocol
  bool speaks_http2 = false;       ///< a path's tasks speak HTTP/2
  bool trusts_proxies = false;     ///< X-Forwarded headers of some addresses are believed
  std::size_t zone_kilobytes = 64; ///< size of the zone of all upstreams
  inner_ports inner;
};

/// Timeouts of a request to a task.
struct task_timeouts {
  explicit task_timeouts(const proxy_options& options);
  whole_seconds connect, read, send;
};

/// Writes them. A time below that of an answer ends the attempts to connect, so that no request whose answer is late is
/// sent to another task.
void write_timeouts(nginx_writer& out, const task_timeouts& timeouts, const std::string& module = "proxy");

/// The same with the timeouts that the route sets itself; nothing if it sets none.
void write_own_timeouts(nginx_writer& out, const route_settings& settings, const proxy_options& options,
                        const std::string& module = "proxy");

/// The first nginx with the directive `http2`, which warns of the older parameter.
inline constexpr program_version http2_is_a_directive{1, 25, 1};

/// Shared memory of all upstreams, at least `least`, in kilobytes: a power of two.
std::size_t zone_size(const host_groups& groups, std::size_t least);

/// Sizes of one of nginx's hash tables, for names of any length and number.
struct hash_sizes {
  std::size_t bucket = 128; ///< bytes
  std::size_t table = 1024; ///< buckets
};
hash_sizes hash_for(std::size_t names, std::size_t longest, std::size_t least_bucket);
hash_sizes name_hash(const route_table& routes, std::size_t least_bucket);

} // namespace signalbox
