#include "adapters/proxy/haproxy/tls_frontend.hpp"

#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/haproxy/host_rules.hpp"
#include "adapters/proxy/haproxy/servers.hpp"

#include <algorithm>
#include <map>

namespace signalbox {
namespace {

/// Hosts of one backend.
struct destination {
  std::vector<const host_route*> hosts; ///< all exact names, or one wildcard, or the empty name
  std::string backend;
};

std::string backend_of(const host_route& host) {
  return host.passthrough ? "pass-" + name_part(host) : "cert-" + short_digest(host.certificate);
}

bool by_name(const host_route& host) { return !host.host.empty() && !host.host.starts_with('*'); }

std::vector<destination> destinations(const route_table& routes) {
  std::vector<destination> all;
  std::map<std::string, std::size_t> known;
  for (const auto& h : routes.hosts) {
    if (!h.passthrough && h.certificate.empty())
      continue;
    const auto backend = backend_of(h);
    const auto index = by_name(h) ? known.emplace(backend, all.size()).first->second : all.size();
    if (index == all.size())
      all.push_back({{}, backend});
    all[index].hosts.push_back(&h);
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return goes_first(a.hosts[0]->host, b.hosts[0]->host); });
  return all;
}

std::string owners(const destination& d) {
  host_route all;
  for (const auto* h : d.hosts)
    all.paths.insert(all.paths.end(), h->paths.begin(), h->paths.end());
  return whose(all);
}

void write_rule(haproxy_writer& out, const destination& d) {
  out.comment(owners(d));
  if (d.hosts[0]->host.empty())
    return out.put("default_backend " + d.backend);
  const auto name = "for-" + short_digest(d.backend + d.hosts[0]->host);
  std::vector<std::string> names;
  for (const auto* h : d.hosts)
    names.push_back(h->host);
  write_host_condition(out, name, "req.ssl_sni,lower", names);
  out.put("use_backend " + d.backend + " if " + name);
}

void write_front(haproxy_writer& out, const std::vector<destination>& all, const haproxy_context& context) {
  out.section("frontend tls");
  out.put("mode tcp");
  out.put("option tcplog");
  out.put("bind :" + std::to_string(context.cluster.target_ssl_port));
  if (const auto ranges = context.options.list("ProxyProtocolFrom"); !ranges.empty()) {
    out.put_all("acl behind-proxy src", ranges);
    out.put("tcp-request connection expect-proxy layer4 if behind-proxy");
  }
  out.put("tcp-request inspect-delay 10s");
  out.put("tcp-request content accept if { req.ssl_hello_type 1 }");
  out.put("tcp-request content reject");
  for (const auto& d : all)
    write_rule(out, d);
}

std::string socket_words(const host_route& host, const haproxy_context& context) {
  return "server inner " + inner_socket(host.certificate, context) + " send-proxy-v2";
}

void write_passthrough(haproxy_writer& out, const host_route& host, const haproxy_context& context) {
  std::vector<const backend*> services;
  for (const auto& b : host.paths.front().backends)
    services.push_back(&b);
  write_servers(out, {services, "", false}, host.paths.front(), context);
}

} // namespace

void write_tls_frontend(haproxy_writer& out, const haproxy_context& context) {
  const auto all = destinations(context.routes);
  if (all.empty())
    return;
  write_front(out, all, context);
  std::map<std::string, bool> written;
  for (const auto& d : all) {
    if (written[d.backend])
      continue;
    written[d.backend] = true;
    out.section("backend " + d.backend, owners(d));
    out.put("mode tcp");
    const auto& host = *d.hosts[0];
    host.passthrough ? write_passthrough(out, host, context) : out.put(socket_words(host, context));
  }
}

} // namespace signalbox
