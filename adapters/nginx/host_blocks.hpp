// The part of the text that depends on the routes.
#pragma once
#include "adapters/nginx/config_text.hpp"
#include "messages/problem.hpp"
#include "messages/routes.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace signalbox {

/// Each host with the targets of all its services, merged; an upstream's order is the order of addresses.
using merged_hosts = std::map<std::string, std::set<target>>;

merged_hosts merge_hosts(const route_table& routes);

/// The names of the services behind each host.
using host_services = std::map<std::string, std::set<std::string>>;
host_services services_of_hosts(const route_table& routes);

/// An error for each host or address that could not stand in a configuration. There is one only if whoever made the
/// table did not check it.
problems check_hosts(const merged_hosts& hosts);

/// How the hosts are served.
struct host_style {
  std::uint16_t listen_port = 80;
  std::size_t zone_kilobytes = 64; ///< of the zone that all upstreams share
  bool keep_alive = true;          ///< keeps idle connections to tasks open
};

/// The answer to hosts that nobody asked for: nginx's own page for 404.
void write_default_server(config_text& out, std::uint16_t listen_port);

/// An upstream and a server for each host; a host without targets answers 503. A comment `# service NAME …` says whose
/// they are, so that an error of nginx leads to them.
void write_hosts(config_text& out, const merged_hosts& hosts, const host_services& services, const host_style& style);

/// What all upstreams together need in shared memory, at least `least`, in kilobytes: a power of two.
std::size_t zone_size(const merged_hosts& hosts, std::size_t least);

/// Sizes for nginx's table of server names, so that names of any length and number fit.
struct hash_sizes {
  std::size_t bucket = 128; ///< bytes
  std::size_t table = 1024; ///< buckets
};
hash_sizes name_hash(const merged_hosts& hosts, std::size_t least_bucket);

} // namespace signalbox
