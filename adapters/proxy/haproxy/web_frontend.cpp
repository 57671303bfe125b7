#include "adapters/proxy/haproxy/web_frontend.hpp"

#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/haproxy/forwarding.hpp"
#include "adapters/proxy/haproxy/host_rules.hpp"
#include "adapters/proxy/haproxy/route_backend.hpp"

#include <algorithm>
#include <set>

namespace signalbox {
namespace {

void write_binds(haproxy_writer& out, const haproxy_context& context) {
  out.put("bind :" + std::to_string(context.cluster.target_port));
  std::set<std::string> certificates;
  for (const auto& host : context.routes.hosts)
    if (!host.certificate.empty())
      certificates.insert(host.certificate);
  const auto more = context.options["SSLOpts"].empty() ? "" : ' ' + context.options["SSLOpts"];
  for (const auto& c : certificates)
    out.put("bind " + inner_socket(c, context) + " accept-proxy ssl crt " + secret_file(c) + " alpn h2,http/1.1" +
            more);
}

void write_known_clients(haproxy_writer& out, const haproxy_context& context) {
  if (context.options["ProxyProtocolFrom"].empty())
    return;
  out.put_all("acl behind-proxy src", context.options.list("ProxyProtocolFrom"));
  // A connection from the proxy itself arrives on another port and has passed this check already.
  out.put("tcp-request connection expect-proxy layer4 if behind-proxy { dst_port " +
          std::to_string(context.cluster.target_port) + " }");
}

void write_request_ids(haproxy_writer& out) {
  out.put("http-request set-header x-request-id %[uuid()] unless { req.fhdr(x-request-id) -m reg '^[!-~]{1,128}$' }");
  out.put("http-request set-var(txn.id) req.fhdr(x-request-id)");
}

/// As in nginx, not on error responses.
void write_info_headers(haproxy_writer& out, const proxy_options& options) {
  if (options["HideInfoHeaders"] == "on")
    return;
  const std::string fine = "if { status lt 400 }", taken = "%[date(0,ms),sub(txn.start)";
  out.put("http-response set-header x-upstream-addr %si:%sp", fine);
  out.put("http-response set-header x-upstream-response-time " + taken + ",div(1000)]." + taken +
              ",mod(1000),add(1000),regsub(^1,)]",
          fine);
  out.put("http-after-response set-header x-request-id %[var(txn.id)]", fine);
  out.put("http-after-response set-header x-proxy-id %[hostname]", fine);
  out.put("http-after-response set-header x-server-info \"" + server_banner() + '"', fine);
}

} // namespace

void write_web_frontend(haproxy_writer& out, const haproxy_context& context) {
  const auto hosts = ruled_hosts(context);
  out.section("frontend web");
  write_binds(out, context);
  write_known_clients(out, context);
  out.put("option idle-close-on-response");
  if (!context.options["AdminUser"].empty()) {
    out.put("stats uri /haproxy?stats");
    out.put("stats hide-version");
    out.put("stats auth \"" + context.options["AdminUser"] + ':' + context.options["AdminPass"] + '"');
  }
  out.put("http-request set-var(txn.start) date(0,ms)");
  out.put("http-request deny deny_status 400 if { req.ver 1.1 } !{ req.hdr(host) -m found }");
  out.put("http-request deny deny_status 400 if { req.hdr(host) -m sub \\\" \\\\ }");
  out.put("http-request set-var(txn.host) req.fhdr(host),host_only,lower,rtrim(.)");
  out.put("http-request set-header host %[dst] unless { req.hdr(host) -m found }");
  write_dropped_headers(out, context);
  write_request_ids(out);
  write_forwarding(out, context);
  write_info_headers(out, context.options);
  write_path_conditions(out, hosts);
  for (const auto& names : hosts)
    write_conditions(out, names, context);
  const auto wild = std::find_if(hosts.begin(), hosts.end(), [](const auto& h) { return !h.is_exact(); });
  for (auto i = hosts.begin(); i != wild; ++i)
    write_rules(out, *i, context);
  out.comment("every host that has one backend");
  out.put("use_backend up-%[var(txn.host)] if { str(up-),concat(,txn.host,),nbsrv -m found }");
  for (auto i = wild; i != hosts.end(); ++i)
    write_rules(out, *i, context);
  out.put("default_backend nobody");
  out.section("backend nobody");
  out.put(misdirected, "if { ssl_fc }");
  out.put("http-request return status 404 content-type text/html string \"<!doctype html><title>Not found</title>"
          "<h1>Nobody serves this host</h1>\"");
}

} // namespace signalbox
