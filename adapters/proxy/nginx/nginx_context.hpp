// What every part of the text has to know: ports, versions, sizes.
#pragma once
#include "adapters/proxy/common/identical_hosts.hpp"
#include "adapters/proxy/common/options.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace signalbox {

/// Ports on the proxy's own loopback, where only nginx reaches nginx.
struct inner_ports {
  std::uint16_t termination = 0; ///< takes TLS for the hosts with a certificate, behind the PROXY protocol
  std::uint16_t passthrough = 0; ///< takes the PROXY protocol off in front of applications with TLS of their own
};

/// Follows from the routes and the settings alone.
struct nginx_context {
  nginx_context(const route_table& routes, const cluster_settings& cluster, const proxy_options& options);

  /// `options["Version"]`: what that nginx has may be used.
  bool knows(program_version first) const { return version >= first; }
  /// A listening address with all that has to be said of it each time: `80`, `443 ssl http2`.
  std::string listen_plain() const;
  std::string listen_tls() const;

  const route_table& routes;
  const cluster_settings& cluster;
  const proxy_options& options;
  host_groups groups;
  program_version version;
  bool terminates = false;         ///< a host has a certificate
  bool passes_tls = false;         ///< a host has TLS of its own
  bool keep_alive = true;          ///< idle connections to tasks are kept
  bool reuse_port = false;         ///< each worker has a queue of its own
  bool behind_proxy = false;       ///< clients arrive behind the PROXY protocol
  std::size_t zone_kilobytes = 64; ///< of the zone that all upstreams share
  inner_ports inner;
};

/// The first nginx that is told of HTTP/2 by a directive of its own, and complains of the older way.
inline constexpr program_version http2_is_a_directive{1, 25, 1};

/// What all upstreams together need in shared memory, at least `least`, in kilobytes: a power of two.
std::size_t zone_size(const host_groups& groups, std::size_t least);

/// Sizes for one of nginx's hash tables of names, so that names of any length and number fit.
struct hash_sizes {
  std::size_t bucket = 128; ///< bytes
  std::size_t table = 1024; ///< buckets
};
hash_sizes hash_for(std::size_t names, std::size_t longest, std::size_t least_bucket);
hash_sizes name_hash(const route_table& routes, std::size_t least_bucket);

} // namespace signalbox
