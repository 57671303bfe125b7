#include "adapters/nginx/host_blocks.hpp"

#include "adapters/nginx/locations.hpp"
#include "adapters/nginx/upstreams.hpp"

#include <algorithm>

namespace signalbox {
namespace {

std::string as_default(const render_style& style) {
  return std::string(" default_server") + (style.reuse_port ? " reuseport" : "");
}

void write_http2(config_text& out, const render_style& style) {
  if (style.knows(http2_is_a_directive))
    out.put("http2", "on");
  else if (style.version == program_version{})
    out.since("1.25.1", "http2", "on");
}

std::string redirect_text(const redirect& away) {
  return "    return " + std::to_string(away.status) + ' ' + away.to + "$request_uri;\n";
}

/// Where TLS is the application's business, plain HTTP can only send clients on; empty: it is not served.
std::string beside_passthrough(const host_route& host, const render_style& style) {
  if (host.from_http)
    return redirect_text(*host.from_http);
  const bool tls_only = std::any_of(host.paths.begin(), host.paths.end(),
                                    [](const auto& p) { return p.settings.tls_only.value_or(false); });
  return tls_only ? "    return 308 https://$host" + published_tls_port(style.cluster) + "$request_uri;\n" : "";
}

/// The servers of one group of hosts.
class server_writer {
public:
  server_writer(config_text& out, const alike_hosts& hosts, const render_style& style)
      : out_(out), hosts_(hosts), host_(*hosts.leader), style_(style) {}

  void write() {
    const bool https = !host_.certificate.empty();
    const auto plain = host_.passthrough ? beside_passthrough(host_, style_) : text_for(scheme::http, host_.from_http);
    const auto tls = https ? text_for(scheme::https, host_.from_https) : std::string{};
    if (!plain.empty())
      write_server(plain, true, https && plain == tls);
    if (https && plain != tls)
      write_server(tls, false, true);
  }

private:
  std::string text_for(scheme by, const std::optional<redirect>& away) const {
    return away ? redirect_text(*away) : locations_of(host_, by, style_);
  }

  void write_server(const std::string& body, bool plain, bool tls) {
    const auto suffix = host_.host.empty() ? as_default(style_) : std::string{};
    out_.open("server");
    if (plain)
      out_.put("listen", style_.listen_plain() + suffix);
    if (tls) {
      out_.put("listen", style_.listen_tls() + suffix);
      write_http2(out_, style_);
    }
    out_.put("server_name", names());
    if (tls) {
      out_.put("ssl_certificate", "/run/secrets/" + host_.certificate);
      out_.put("ssl_certificate_key", "/run/secrets/" + (host_.key.empty() ? host_.certificate : host_.key));
    }
    out_.raw(body);
    out_.close();
  }

  std::string names() const {
    std::string all;
    for (const auto* h : hosts_.all)
      all += (all.empty() ? "" : " ") + (h->host.empty() ? "_" : h->host);
    return all;
  }

  config_text& out_;
  const alike_hosts& hosts_;
  const host_route& host_;
  const render_style& style_;
};

const host_route* default_of(const route_table& routes) {
  const auto i = std::find_if(routes.hosts.begin(), routes.hosts.end(), [](const auto& h) { return h.host.empty(); });
  return i == routes.hosts.end() ? nullptr : &*i;
}

} // namespace

void write_default_servers(config_text& out, const render_style& style) {
  const auto* everything_else = default_of(style.routes);
  const bool silent =
      everything_else && everything_else->passthrough && beside_passthrough(*everything_else, style).empty();
  if (!everything_else || silent) {
    out.open("server");
    out.put("listen", style.listen_plain() + as_default(style));
    out.put("server_name", "_");
    out.put("return", "404");
    out.close();
  }
  const bool tls = style.terminates || style.passes_tls;
  if (tls && (!everything_else || everything_else->certificate.empty())) {
    out.open("server");
    out.put("listen", style.listen_tls() + as_default(style));
    write_http2(out, style);
    out.put("ssl_reject_handshake", "on");
    out.close();
  }
}

void write_hosts(config_text& out, const render_style& style) {
  for (const auto& hosts : style.groups.all()) {
    const auto& host = *hosts.leader;
    out.gap();
    out.comment(whose(host));
    if (!host.passthrough) {
      for (const auto& path : host.paths)
        write_upstreams(out, host, path, style);
      write_rate_zones(out, host);
    }
    server_writer(out, hosts, style).write();
  }
}

} // namespace signalbox
