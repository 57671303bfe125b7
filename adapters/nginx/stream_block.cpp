#include "adapters/nginx/stream_block.hpp"

#include "adapters/nginx/upstreams.hpp"

#include <algorithm>
#include <vector>

namespace signalbox {
namespace {

constexpr const char* log_fields =
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

void write_group(config_text& out, const host_route& host, const render_style& style) {
  const auto& path = host.paths.front();
  out.open("upstream " + group_of(host));
  out.put("zone", "passed " + std::to_string(style.zone_kilobytes) + 'k');
  if (path.settings.ip_hash.value_or(style.options["IPHash"] == "on"))
    out.put("hash", "$proxy_protocol_addr consistent");
  for (const auto& b : path.backends)
    write_targets(out, b);
  out.close();
}

/// The host that has whatever nobody else serves; sorted, it goes before all others.
const host_route* rest_of(const std::vector<const host_route*>& hosts) {
  return hosts.empty() || !hosts.front()->host.empty() ? nullptr : hosts.front();
}

/// Which of the two inner servers has to take a connection.
void write_hops(config_text& out, const std::vector<const host_route*>& hosts, const render_style& style) {
  const bool rest = rest_of(hosts) != nullptr;
  out.open("map $ssl_preread_server_name $hop");
  out.line("hostnames");
  out.put("default", loopback(rest ? style.inner.passthrough : style.inner.termination));
  for (const auto* host : hosts)
    if (!host->host.empty())
      out.put(host->host, loopback(style.inner.passthrough));
  if (rest)
    for (const auto& host : style.routes.hosts)
      if (!host.certificate.empty())
        out.put(host.host, loopback(style.inner.termination));
  out.close();
}

void write_applications(config_text& out, const std::vector<const host_route*>& hosts) {
  out.open("map $ssl_preread_server_name $application");
  out.line("hostnames");
  const auto* rest = rest_of(hosts);
  out.put("default", rest ? group_of(*rest) : "''");
  for (const auto* host : hosts)
    if (!host->host.empty())
      out.put(host->host, group_of(*host));
  out.close();
}

void write_front(config_text& out, const render_style& style) {
  out.open("server");
  out.put("listen", std::to_string(style.cluster.target_ssl_port) + (style.behind_proxy ? " proxy_protocol" : "") +
                        (style.reuse_port ? " reuseport" : ""));
  out.put("ssl_preread", "on");
  out.put("proxy_protocol", "on");
  out.put("proxy_pass", "$hop");
  out.close();
}

void write_second(config_text& out, const render_style& style) {
  out.open("server");
  out.put("listen", loopback(style.inner.passthrough) + " proxy_protocol");
  out.put("set_real_ip_from", "127.0.0.1");
  out.put("ssl_preread", "on");
  out.put("proxy_connect_timeout", style.options["ConnectTimeout"] + 's');
  out.put("proxy_pass", "$application");
  out.put("access_log", style.options["AccessLogPath"] == "off" ? "off" : style.options["AccessLogPath"] + " stream");
  out.close();
}

void write_passthrough(config_text& out, const render_style& style) {
  const auto hosts = passed(style.routes);
  std::size_t longest = 1;
  for (const auto* h : hosts)
    longest = std::max(longest, h->host.size());
  const auto hash = hash_for(hosts.size(), longest, 128);
  out.put("log_format", std::string("stream ") + log_fields);
  out.put("map_hash_bucket_size", std::to_string(hash.bucket));
  out.put("map_hash_max_size", std::to_string(std::max<std::size_t>(2048, hash.table)));
  for (const auto& range : style.options.list("ProxyProtocolFrom"))
    out.put("set_real_ip_from", range);
  out.put("proxy_timeout", style.options["ReadTimeout"] + 's');
  if (std::any_of(hosts.begin(), hosts.end(), [](const auto* h) {
        return std::any_of(h->paths.begin(), h->paths.end(), [](const auto& p) { return asks_dns(p); });
      }))
    write_resolver(out);
  write_hops(out, hosts, style);
  write_applications(out, hosts);
  for (const auto* host : hosts) {
    out.gap();
    out.comment(whose(*host));
    write_group(out, *host, style);
  }
  out.gap();
  write_front(out, style);
  write_second(out, style);
}

} // namespace

bool needs_stream(const render_style& style) { return style.passes_tls || !style.options["TCPOptions"].empty(); }

void write_stream(config_text& out, const render_style& style) {
  out.open("stream");
  out.raw(style.options["TCPOptions"]);
  if (style.passes_tls)
    write_passthrough(out, style);
  out.close();
}

} // namespace signalbox
