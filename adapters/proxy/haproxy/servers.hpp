// The tasks of a backend, and how one of them is chosen.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"
#include "messages/routes.hpp"

#include <vector>

namespace signalbox {

/// Which requests have to reach the same task.
enum class affinity { none, cookie, address };
affinity affinity_of(const path_route& path, const haproxy_context& context);

/// What a backend says of its tasks.
struct server_group {
  std::vector<const backend*> services;
  std::string tls;         ///< words for TLS with the tasks; empty: none
  bool speaks_http = true; ///< false: bytes are handed through
};

/// How tasks are chosen, how often another one is tried, and the tasks.
void write_servers(haproxy_writer& out, const server_group& group, const path_route& path,
                   const haproxy_context& context);

/// Swarm's own DNS, asked every second.
void write_resolvers(haproxy_writer& out);

} // namespace signalbox
