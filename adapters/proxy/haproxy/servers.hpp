// The tasks of a backend, and how HAProxy selects one of them.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"
#include "messages/routes.hpp"

#include <vector>

namespace signalbox {

/// Which requests must reach the same task.
enum class affinity { none, cookie, address };
affinity affinity_of(const path_route& path, const haproxy_context& context);

/// Properties of a backend's tasks.
struct server_group {
  std::vector<const backend*> services;
  std::string tls;         ///< keywords for TLS to the tasks; empty: none
  bool speaks_http = true; ///< false: TCP mode
};

/// The balancing method, the retries, and the tasks.
void write_servers(haproxy_writer& out, const server_group& group, const path_route& path,
                   const haproxy_context& context);

/// Swarm's DNS, queried every second.
void write_resolvers(haproxy_writer& out);

} // namespace signalbox
