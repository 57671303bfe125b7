#include "adapters/proxy/nginx/host_blocks.hpp"

#include "adapters/proxy/nginx/locations.hpp"
#include "adapters/proxy/nginx/upstreams.hpp"

#include <algorithm>
#include <tuple>

namespace signalbox {
namespace {

// Swarm's IPVS forgets a connection that is silent for 15 minutes.
std::string as_default(const nginx_context& context) {
  return std::string(" default_server") + (context.reuse_port ? " reuseport" : "") + " so_keepalive=10m:1m:3";
}

/// Some applications read these as `..`, and would answer for another path than the one that nginx has checked.
constexpr std::string_view ambiguous_paths = R"(    if ($uri ~ '/\.\.?[;\\\\]|\\\\\.\.') { return 400; }
)";

void write_http2(nginx_writer& out, const nginx_context& context) {
  if (context.knows(http2_is_a_directive))
    out.put("http2", "on");
  else if (context.version == program_version{})
    out.since("1.25.1", "http2", "on");
}

std::string redirect_directive(const redirect& away) {
  return "return " + std::to_string(away.status) + ' ' + away.to + "$request_uri;";
}

std::string redirect_text(const redirect& away) { return "    " + redirect_directive(away) + '\n'; }

std::string redirect_if(const char* scheme, const redirect& away) {
  return std::string("    if ($forwarded_proto = ") + scheme + ") { " + redirect_directive(away) + " }\n";
}

/// With TLS passthrough, plain HTTP can only redirect; empty: plain HTTP is not served.
std::string beside_passthrough(const host_route& host, const nginx_context& context) {
  if (host.from_http)
    return redirect_text(*host.from_http);
  const bool tls_only = std::any_of(host.paths.begin(), host.paths.end(),
                                    [](const auto& p) { return p.settings.tls_only.value_or(false); });
  return tls_only ? "    return 308 https://$host" + published_tls_port(context.cluster) + "$request_uri;\n" : "";
}

/// The servers of one group of hosts.
class server_writer {
public:
  server_writer(nginx_writer& out, const identical_hosts& hosts, const nginx_context& context)
      : out_(out), hosts_(hosts), host_(*hosts.leader), context_(context) {}

  void write() {
    const bool https = !host_.certificate.empty();
    const auto plain = host_.passthrough ? beside_passthrough(host_, context_) : plain_text();
    const auto tls = https ? text_for(scheme::https, host_.from_https) : std::string{};
    if (!plain.empty())
      write_server(plain, true, https && plain == tls && !apart());
    if (https && (plain != tls || apart()))
      write_server(tls, false, true);
  }

private:
  /// Whether the client's address comes from a header on one port, and from the PROXY protocol on the other.
  bool apart() const { return context_.trusts_proxies && context_.passes_tls; }

  /// A trusted proxy may pass on by HTTP what it got by HTTPS.
  std::string plain_text() const {
    const auto& [http, https] = std::tie(host_.from_http, host_.from_https);
    if (!context_.trusts_proxies || (!http && !https))
      return text_for(scheme::http, http);
    if (http && https)
      return redirect_if("https", *https) + redirect_text(*http);
    return (http ? redirect_if("http", *http) : redirect_if("https", *https)) + text_for(scheme::http, {});
  }

  std::string text_for(scheme by, const std::optional<redirect>& away) const {
    return away ? redirect_text(*away) : locations_of(host_, by, context_);
  }

  void write_server(const std::string& body, bool plain, bool tls) {
    const auto suffix = host_.host.empty() ? as_default(context_) : std::string{};
    out_.open("server");
    if (plain)
      out_.put("listen", context_.listen_plain() + suffix);
    if (tls) {
      out_.put("listen", context_.listen_tls() + suffix);
      write_http2(out_, context_);
      if (apart())
        out_.put("real_ip_header", "proxy_protocol");
    }
    out_.put("server_name", names());
    if (tls) {
      out_.put("ssl_certificate", "/run/secrets/" + host_.certificate);
      out_.put("ssl_certificate_key", "/run/secrets/" + (host_.key.empty() ? host_.certificate : host_.key));
    }
    if (host_.paths.size() > 1 || (host_.paths.size() == 1 && host_.paths[0].path != "/"))
      out_.raw(ambiguous_paths);
    out_.raw(body);
    out_.close();
  }

  std::string names() const {
    std::string all;
    for (const auto* h : hosts_.all)
      all += (all.empty() ? "" : " ") + (h->host.empty() ? "_" : h->host);
    return all;
  }

  nginx_writer& out_;
  const identical_hosts& hosts_;
  const host_route& host_;
  const nginx_context& context_;
};

const host_route* default_of(const route_table& routes) {
  const auto i = std::find_if(routes.hosts.begin(), routes.hosts.end(), [](const auto& h) { return h.host.empty(); });
  return i == routes.hosts.end() ? nullptr : &*i;
}

} // namespace

void write_default_servers(nginx_writer& out, const nginx_context& context) {
  const auto* everything_else = default_of(context.routes);
  const bool silent =
      everything_else && everything_else->passthrough && beside_passthrough(*everything_else, context).empty();
  if (!everything_else || silent) {
    out.open("server");
    out.put("listen", context.listen_plain() + as_default(context));
    out.put("server_name", "_");
    out.put("return", "404");
    out.close();
  }
  const bool tls = context.terminates || context.passes_tls;
  if (tls && (!everything_else || everything_else->certificate.empty())) {
    out.open("server");
    out.put("listen", context.listen_tls() + as_default(context));
    write_http2(out, context);
    out.put("ssl_reject_handshake", "on");
    out.put("return", "421"); // a connection that was opened for another host (RFC 9110, 7.4)
    out.close();
  }
}

void write_hosts(nginx_writer& out, const nginx_context& context) {
  for (const auto& hosts : context.groups.all()) {
    const auto& host = *hosts.leader;
    out.gap();
    out.comment(whose(host));
    if (!host.passthrough) {
      for (const auto& path : host.paths)
        write_upstreams(out, host, path, context);
      write_rate_zones(out, host);
    }
    server_writer(out, hosts, context).write();
  }
}

} // namespace signalbox
