#include "adapters/nginx/host_blocks.hpp"

#include "adapters/labels/host_names.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <bit>

namespace signalbox {
namespace {

// Idle connections to the tasks of one host that a worker keeps. They count against MaxConnections.
constexpr const char* kept_connections = "16";

bool is_address(const std::string& text, int family) {
  unsigned char raw[sizeof(in6_addr)];
  return text.find('\0') == text.npos && inet_pton(family, text.c_str(), raw) == 1;
}

std::string endpoint(const target& to) {
  const bool v6 = to.address.find(':') != to.address.npos;
  return (v6 ? '[' + to.address + ']' : to.address) + ':' + std::to_string(to.port);
}

problem unfit(const std::string& host, const std::string& what) {
  return {severity::error,
          {},
          "host " + printable(host),
          what + " cannot stand in a configuration",
          "no label leads to this: report it as a mistake of Signalbox"};
}

void write_upstream(config_text& out, const std::string& name, const std::set<target>& targets,
                    const host_style& style) {
  out.open("upstream " + name);
  out.put("zone", "backends " + std::to_string(style.zone_kilobytes) + 'k');
  for (const auto& to : targets)
    out.put("server", endpoint(to));
  if (style.keep_alive)
    out.put("keepalive", kept_connections);
  out.close();
}

// Names of services are plain by Docker's grammar; what is not is left out, for it could end the line.
std::string whose(const std::set<std::string>& services) {
  std::string text = "service";
  for (const auto& name : services)
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == name.npos)
      text += ' ' + name;
  return text;
}

void write_server(config_text& out, const std::string& host, const std::string& upstream, std::uint16_t port) {
  out.open("server");
  out.put("listen", std::to_string(port));
  out.put("server_name", host);
  if (upstream.empty())
    out.put("return", "503");
  else
    out.raw("    location / { proxy_pass http://" + upstream + "; }\n");
  out.close();
}

} // namespace

merged_hosts merge_hosts(const route_table& routes) {
  merged_hosts hosts;
  for (const auto& route : routes.hosts) {
    auto& targets = hosts[route.host];
    for (const auto& service : route.backends)
      targets.insert(service.targets.begin(), service.targets.end());
  }
  return hosts;
}

problems check_hosts(const merged_hosts& hosts) {
  problems found;
  for (const auto& [host, targets] : hosts) {
    if (!is_host_name(host))
      found.push_back(unfit(host, "the name"));
    for (const auto& to : targets)
      if (to.port == 0 || !(is_address(to.address, AF_INET) || is_address(to.address, AF_INET6)))
        found.push_back(
            unfit(host, "the address '" + printable(to.address) + "', port " + std::to_string(to.port) + ','));
  }
  return found;
}

void write_default_server(config_text& out, std::uint16_t listen_port) {
  out.open("server");
  out.put("listen", std::to_string(listen_port) + " default_server");
  out.put("server_name", "_");
  out.put("return", "404");
  out.close();
}

host_services services_of_hosts(const route_table& routes) {
  host_services services;
  for (const auto& route : routes.hosts)
    for (const auto& service : route.backends)
      services[route.host].insert(service.service);
  return services;
}

void write_hosts(config_text& out, const merged_hosts& hosts, const host_services& services, const host_style& style) {
  for (const auto& [host, targets] : hosts) {
    const auto upstream = targets.empty() ? std::string{} : "up-" + host;
    out.gap();
    if (const auto i = services.find(host); i != services.end())
      out.comment(whose(i->second));
    if (!upstream.empty())
      write_upstream(out, upstream, targets, style);
    write_server(out, host, upstream, style.listen_port);
  }
}

// Measured with nginx 1.22: about 1 kB a target in a zone, and 24 kB more for each zone there is; a zone of 64 kB for
// each host fails from 60 targets on, and costs 120 MB at 5,000 hosts instead of 4 MB.
std::size_t zone_size(const merged_hosts& hosts, std::size_t least) {
  std::size_t kilobytes = 32;
  for (const auto& [host, targets] : hosts)
    kilobytes += 2 + 2 * targets.size();
  return std::bit_ceil(std::max(kilobytes, least));
}

// nginx stores a name with a pointer and a length, both padded to 8 bytes. Room for eight of the longest names in a
// bucket and two buckets a name keep it from searching long for a table that fits.
hash_sizes name_hash(const merged_hosts& hosts, std::size_t least_bucket) {
  std::size_t longest = 1;
  for (const auto& [host, targets] : hosts)
    longest = std::max(longest, host.size());
  const std::size_t element = 8 + (longest + 2 + 7) / 8 * 8;
  return {std::max(least_bucket, std::bit_ceil(8 * element)),
          std::bit_ceil(std::max<std::size_t>(1024, 2 * hosts.size()))};
}

} // namespace signalbox
