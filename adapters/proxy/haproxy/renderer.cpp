#include "adapters/proxy/haproxy/renderer.hpp"

#include "adapters/proxy/common/route_checks.hpp"
#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_grammar.hpp"
#include "adapters/proxy/haproxy/haproxy_option_table.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"
#include "adapters/proxy/haproxy/route_backend.hpp"
#include "adapters/proxy/haproxy/servers.hpp"
#include "adapters/proxy/haproxy/supported_routes.hpp"
#include "adapters/proxy/haproxy/tls_frontend.hpp"
#include "adapters/proxy/haproxy/web_frontend.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::string_view opening =
    "# Written by Signalbox: the next change of a route overwrites what is changed here.\n";

void write_global(haproxy_writer& out, const proxy_options& options) {
  out.section("global");
  out.put("log stdout format raw local0");
  out.put("maxconn " + options["MaxConnections"]);
  if (!options["PidPath"].empty())
    out.put("pidfile " + options["PidPath"]);
  out.put("mworker-max-reloads 100000"); // an old worker ends when its connections do
  out.put("tune.ssl.default-dh-param " + options["SSLDefaultDHParam"]);
  out.put("ssl-default-bind-ciphers " + options["SSLCiphers"]);
  out.put("ssl-default-bind-options " + tls_bounds(options["SSLProtocols"]).value_or("") + " no-tls-tickets");
  out.raw(options["GlobalOptions"]);
}

void write_defaults(haproxy_writer& out, const proxy_options& options) {
  out.section("defaults");
  out.put("mode http");
  out.put("log global");
  out.put("option httplog");
  out.put("option dontlognull");
  out.put("option redispatch 1");
  out.put("retries 1");
  out.put("retry-on conn-failure empty-response");
  out.put("timeout connect " + options["ConnectTimeout"] + 's');
  out.put("timeout client " + options["ClientTimeout"] + 's');
  out.put("timeout http-request " + options["ClientTimeout"] + 's');
  out.put("timeout http-keep-alive 75s");
  out.put("timeout server " + options["ServerTimeout"] + 's');
  out.put("timeout tunnel " + options["ServerTimeout"] + 's');
  // Swarm's IPVS forgets a connection that is silent for 15 minutes.
  for (const char* side : {"cli", "srv"}) {
    out.put(std::string("option ") + side + "tcpka");
    out.put(std::string(side) + "tcpka-idle 10m");
    out.put(std::string(side) + "tcpka-intvl 1m");
    out.put(std::string(side) + "tcpka-cnt 3");
  }
  out.put("balance roundrobin");
  out.raw(options["DefaultOptions"]);
}

bool resolves(const route_table& routes) {
  return std::any_of(routes.hosts.begin(), routes.hosts.end(), [](const auto& h) {
    return std::any_of(h.paths.begin(), h.paths.end(), [](const auto& p) { return asks_dns(p); });
  });
}

/// Checks options against each other.
problems check_together(const proxy_options& options, const cluster_settings& cluster) {
  if (options["AdminUser"].empty() == options["AdminPass"].empty())
    return {};
  return {{severity::error,
           {},
           "[Extensions." + printable(cluster.id.value) + ".Config].AdminUser",
           "AdminUser and AdminPass are of no use alone",
           "write both, or remove the one"}};
}

} // namespace

problems check_haproxy_options(const cluster_settings& cluster) {
  auto [options, found] = read_proxy_options(cluster, haproxy_option_table());
  const auto more = check_together(options, cluster);
  found.insert(found.end(), more.begin(), more.end());
  return found;
}

render_result render_haproxy(const route_table& unsorted, const cluster_settings& cluster) {
  if (auto found = why_not_rendered(check_haproxy_options(cluster), unsorted); !found.empty())
    return render_failed{std::move(found)};
  const auto options = read_proxy_options(cluster, haproxy_option_table()).options;
  auto can = find_supported(unsorted);
  const auto routes = sorted(can.routes);
  const haproxy_context context(routes, cluster, options);
  haproxy_writer out;
  out.raw(opening);
  write_global(out, options);
  write_defaults(out, options);
  if (resolves(routes))
    write_resolvers(out);
  write_tls_frontend(out, context);
  write_web_frontend(out, context);
  for (const auto& hosts : context.groups.all())
    write_backends(out, hosts, context);
  return rendered_text{out.take(), std::move(can.found), "haproxy"};
}

} // namespace signalbox
