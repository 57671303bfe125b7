#include "adapters/proxy/nginx/proxy_target.hpp"

#include "adapters/proxy/nginx/upstreams.hpp"

namespace signalbox {

destination find_destination(const nginx_context& context, const route_ref& ref) {
  for (const auto& h : context.routes.hosts)
    if (h.host == ref.host)
      for (const auto& p : h.paths) // longest first
        if (is_below(ref.path.empty() ? "/" : ref.path, p.path))
          return {&h, &p, p.settings.speaks_http2() ? "" : pass_of(context.groups.leader_of(h), p)};
  return {};
}

std::string path_seen_by(const path_route& to, const std::string& path) {
  const auto rest = is_below(path, to.strip) && !to.strip.empty() ? path.substr(to.strip.size()) : path;
  return rest.empty() ? "/" : rest;
}

std::string module_of(const path_route& to) { return to.settings.speaks_http2() ? "grpc" : "proxy"; }

std::string url_of(const path_route& to, const std::string& pass) {
  const std::string scheme = to.settings.speaks_http2() ? "grpc" : "http";
  return scheme + (to.settings.tls ? "s://" : "://") + pass;
}

void write_tls_to(nginx_writer& out, const path_route& to, const std::string& host) {
  if (!to.settings.tls)
    return;
  const auto& tls = *to.settings.tls;
  const auto ssl = module_of(to) + "_ssl_";
  const bool one_name = !host.empty() && !host.starts_with('*');
  out.put(ssl + "server_name", "on");
  out.put(ssl + "name", !tls.name.empty() ? tls.name : one_name ? host : "$host");
  out.put(ssl + "protocols", "TLSv1.2 TLSv1.3");
  if (tls.verify) {
    out.put(ssl + "verify", "on");
    out.put(ssl + "verify_depth", "4");
    out.put(ssl + "trusted_certificate", secret_path(tls.authority));
  }
  if (!tls.certificate.empty()) {
    out.put(ssl + "certificate", secret_path(tls.certificate));
    out.put(ssl + "certificate_key", secret_path(tls.key.empty() ? tls.certificate : tls.key));
  }
}

std::string secret_path(const std::string& name) { return "/run/secrets/" + name; }

} // namespace signalbox
