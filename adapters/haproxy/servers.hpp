// The tasks of a backend, and how one of them is chosen.
#pragma once
#include "adapters/haproxy/haproxy_style.hpp"
#include "adapters/haproxy/section_text.hpp"
#include "messages/routes.hpp"

#include <vector>

namespace signalbox {

/// Which requests have to reach the same task.
enum class sameness { none, cookie, address };
sameness sameness_of(const path_route& path, const haproxy_style& style);

/// What a backend says of its tasks.
struct server_group {
  std::vector<const backend*> services;
  std::string tls;         ///< words for TLS with the tasks; empty: none
  bool speaks_http = true; ///< false: bytes are handed through
};

/// How tasks are chosen, how often another one is tried, and the tasks.
void write_servers(section_text& out, const server_group& group, const path_route& path, const haproxy_style& style);

/// Swarm's own DNS, asked every second.
void write_resolvers(section_text& out);

} // namespace signalbox
