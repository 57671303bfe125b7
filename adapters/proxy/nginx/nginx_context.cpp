#include "adapters/proxy/nginx/nginx_context.hpp"

#include <algorithm>
#include <bit>

namespace signalbox {
namespace {

inner_ports free_ports(const cluster_settings& cluster) {
  std::uint16_t next = 10443;
  const auto take = [&] {
    while (next == cluster.target_port || next == cluster.target_ssl_port)
      ++next;
    return next++;
  };
  const auto termination = take();
  return {termination, take()};
}

} // namespace

nginx_context::nginx_context(const route_table& all, const cluster_settings& settings, const proxy_options& chosen)
    : routes(all), cluster(settings), options(chosen), groups(all), version(proxy_version(settings)),
      keep_alive(chosen["HTTPVersion"] == "1.1"), reuse_port(chosen["WorkerProcesses"] != "1"),
      behind_proxy(!chosen["ProxyProtocolFrom"].empty()), trusts_proxies(!chosen["TrustedProxies"].empty()),
      zone_kilobytes(zone_size(groups, std::stoul(chosen["UpstreamZoneSize"]))), inner(free_ports(settings)) {
  for (const auto& h : all.hosts) {
    terminates = terminates || !h.certificate.empty();
    passes_tls = passes_tls || h.passthrough;
    for (const auto& p : h.paths)
      speaks_http2 = speaks_http2 || p.settings.speaks_http2();
  }
}

std::string nginx_context::listen_plain() const {
  return std::to_string(cluster.target_port) + (behind_proxy ? " proxy_protocol" : "");
}

std::string nginx_context::listen_tls() const {
  const std::string http2 = version == program_version{} || knows(http2_is_a_directive) ? "" : " http2";
  if (passes_tls)
    return "127.0.0.1:" + std::to_string(inner.termination) + " ssl" + http2 + " proxy_protocol";
  return std::to_string(cluster.target_ssl_port) + " ssl" + http2 + (behind_proxy ? " proxy_protocol" : "");
}

task_timeouts::task_timeouts(const proxy_options& options)
    : connect(std::stoul(options["ConnectTimeout"])), read(std::stoul(options["ReadTimeout"])),
      send(std::stoul(options["SendTimeout"])) {}

// nginx counts from the first attempt. Its timers may be 300 ms early.
void write_timeouts(nginx_writer& out, const task_timeouts& timeouts, const std::string& module) {
  // Half of the time for an answer at most, so that a second task can be tried within it.
  const auto connect = std::min(1000 * timeouts.connect.count(), 500 * timeouts.read.count());
  out.put(module + "_connect_timeout",
          connect % 1000 == 0 ? std::to_string(connect / 1000) + 's' : std::to_string(connect) + "ms");
  out.put(module + "_send_timeout", std::to_string(timeouts.send.count()) + 's');
  out.put(module + "_read_timeout", std::to_string(timeouts.read.count()) + 's');
  out.put(module + "_next_upstream_timeout",
          std::to_string(1000 * std::min(timeouts.read, timeouts.send).count() - 400) + "ms");
}

void write_own_timeouts(nginx_writer& out, const route_settings& settings, const proxy_options& options,
                        const std::string& module) {
  if (!settings.connect_timeout && !settings.read_timeout && !settings.send_timeout)
    return;
  task_timeouts timeouts(options);
  timeouts.connect = settings.connect_timeout.value_or(timeouts.connect);
  timeouts.read = settings.read_timeout.value_or(timeouts.read);
  timeouts.send = settings.send_timeout.value_or(timeouts.send);
  write_timeouts(out, timeouts, module);
}

// Measured with nginx 1.22: about 1 kB for each target in a zone, and 24 kB for each zone; a zone of 64 kB for each
// host fails from 60 targets on, and takes 120 MB at 5,000 hosts instead of 4 MB.
std::size_t zone_size(const host_groups& groups, std::size_t least) {
  std::size_t kilobytes = 32;
  for (const auto& group : groups.all())
    for (const auto& path : group.leader->paths) {
      kilobytes += 2;
      for (const auto& b : path.backends)
        kilobytes += b.dns_name.empty() ? 2 * b.targets.size() : 512;
    }
  return std::bit_ceil(std::max(kilobytes, least));
}

// nginx stores a name with a pointer and a length, both padded to 8 bytes. With room for eight of the longest names in
// a bucket and two buckets a name, nginx finds a fitting table without a long search.
hash_sizes hash_for(std::size_t names, std::size_t longest, std::size_t least_bucket) {
  const std::size_t element = 8 + (longest + 2 + 7) / 8 * 8;
  return {std::max(least_bucket, std::bit_ceil(8 * element)), std::bit_ceil(std::max<std::size_t>(1024, 2 * names))};
}

hash_sizes name_hash(const route_table& routes, std::size_t least_bucket) {
  std::size_t longest = 1;
  for (const auto& host : routes.hosts)
    longest = std::max(longest, host.host.size());
  return hash_for(routes.hosts.size(), longest, least_bucket);
}

} // namespace signalbox
