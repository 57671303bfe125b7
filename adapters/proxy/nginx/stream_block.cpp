#include "adapters/proxy/nginx/stream_block.hpp"

#include "adapters/proxy/nginx/upstreams.hpp"

#include <algorithm>
#include <vector>

namespace signalbox {
namespace {

constexpr const char* stream_log_fields =
    "'$remote_addr [$time_local] \"$ssl_preread_server_name -> $application ($ssl_preread_protocol)\" $status "
    "$bytes_sent $bytes_received'";

std::string loopback(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

std::string group_of(const host_route& host) { return "pass-" + name_part(host); }

std::vector<const host_route*> passed(const route_table& routes) {
  std::vector<const host_route*> all;
  for (const auto& h : routes.hosts)
    if (h.passthrough && std::any_of(h.paths.begin(), h.paths.end(), [](const auto& p) {
          return std::any_of(p.backends.begin(), p.backends.end(), [](const auto& b) { return b.answers(); });
        }))
      all.push_back(&h);
  return all;
}

void write_group(nginx_writer& out, const host_route& host, const nginx_context& context) {
  const auto& path = host.paths.front();
  out.open("upstream " + group_of(host));
  out.put("zone", "passed " + std::to_string(context.zone_kilobytes) + 'k');
  if (path.settings.ip_hash.value_or(context.options["IPHash"] == "on"))
    out.put("hash", "$proxy_protocol_addr consistent");
  for (const auto& b : path.backends)
    write_targets(out, b, failure_limits(b));
  out.close();
}

/// The default backend's host; sorted, it precedes all others.
const host_route* rest_of(const std::vector<const host_route*>& hosts) {
  return hosts.empty() || !hosts.front()->host.empty() ? nullptr : hosts.front();
}

/// Selects one of the two inner servers for a connection.
void write_hops(nginx_writer& out, const std::vector<const host_route*>& hosts, const nginx_context& context) {
  const bool rest = rest_of(hosts) != nullptr;
  out.open("map $ssl_preread_server_name $hop");
  out.line("hostnames");
  out.put("default", loopback(rest ? context.inner.passthrough : context.inner.termination));
  for (const auto* host : hosts)
    if (!host->host.empty())
      out.put(host->host, loopback(context.inner.passthrough));
  if (rest)
    for (const auto& host : context.routes.hosts)
      if (!host.certificate.empty())
        out.put(host.host, loopback(context.inner.termination));
  out.close();
}

void write_applications(nginx_writer& out, const std::vector<const host_route*>& hosts) {
  out.open("map $ssl_preread_server_name $application");
  out.line("hostnames");
  const auto* rest = rest_of(hosts);
  out.put("default", rest ? group_of(*rest) : "''");
  for (const auto* host : hosts)
    if (!host->host.empty())
      out.put(host->host, group_of(*host));
  out.close();
}

void write_front(nginx_writer& out, const nginx_context& context) {
  out.open("server");
  out.put("listen", std::to_string(context.cluster.target_ssl_port) + (context.behind_proxy ? " proxy_protocol" : "") +
                        (context.reuse_port ? " reuseport" : "") + " so_keepalive=10m:1m:3");
  out.put("ssl_preread", "on");
  out.put("proxy_protocol", "on");
  out.put("proxy_pass", "$hop");
  out.close();
}

void write_second(nginx_writer& out, const nginx_context& context) {
  out.open("server");
  out.put("listen", loopback(context.inner.passthrough) + " proxy_protocol");
  out.put("set_real_ip_from", "127.0.0.1");
  out.put("ssl_preread", "on");
  out.put("proxy_connect_timeout", context.options["ConnectTimeout"] + 's');
  out.put("proxy_socket_keepalive", "on");
  out.put("proxy_pass", "$application");
  out.put("access_log",
          context.options["AccessLogPath"] == "off" ? "off" : context.options["AccessLogPath"] + " stream");
  out.close();
}

void write_passthrough(nginx_writer& out, const nginx_context& context) {
  const auto hosts = passed(context.routes);
  std::size_t longest = 1;
  for (const auto* h : hosts)
    longest = std::max(longest, h->host.size());
  const auto hash = hash_for(hosts.size(), longest, 128);
  out.put("log_format", std::string("stream ") + stream_log_fields);
  out.put("map_hash_bucket_size", std::to_string(hash.bucket));
  out.put("map_hash_max_size", std::to_string(std::max<std::size_t>(2048, hash.table)));
  for (const auto& range : context.options.list("ProxyProtocolFrom"))
    out.put("set_real_ip_from", range);
  out.put("proxy_timeout", context.options["ReadTimeout"] + 's');
  if (std::any_of(hosts.begin(), hosts.end(), [](const auto* h) {
        return std::any_of(h->paths.begin(), h->paths.end(), [](const auto& p) { return asks_dns(p); });
      }))
    write_resolver(out);
  write_hops(out, hosts, context);
  write_applications(out, hosts);
  for (const auto* host : hosts) {
    out.gap();
    out.comment(whose(*host));
    write_group(out, *host, context);
  }
  out.gap();
  write_front(out, context);
  write_second(out, context);
}

} // namespace

bool needs_stream(const nginx_context& context) { return context.passes_tls || !context.options["TCPOptions"].empty(); }

void write_stream(nginx_writer& out, const nginx_context& context) {
  out.open("stream");
  out.raw(context.options["TCPOptions"]);
  if (context.passes_tls)
    write_passthrough(out, context);
  out.close();
}

} // namespace signalbox
