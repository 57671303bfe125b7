#include "messages/labels/label_checks.hpp"

#include "messages/labels/labels.hpp"

#include <algorithm>

namespace signalbox {
namespace {

// Labels that TLS passthrough, where the proxy sees no request, leaves without a meaning: those that keep somebody out
// must not be passed over in silence.
constexpr std::string_view guards[] = {"allow_from", "basic_auth", "deny_from", "forward_auth"};
constexpr std::string_view needs_requests[] = {
    "canary_cookie",   "canary_header", "context_root",          "error_pages",        "gzip",        "maintenance",
    "max_body_size",   "rate_limit",    "read_timeout",          "send_timeout",       "ssl_backend", "ssl_hsts",
    "connect_timeout", "weight",        "sticky_session_cookie", "websocket_endpoints"};

class checks {
public:
  checks(const std::string& service, const label_map& raw, const app_labels& read)
      : service_(service), raw_(raw), read_(read) {}

  problems run() {
    needed();
    termination();
    if (read_.passthrough)
      passthrough();
    backend_tls();
    companions();
    redirects();
    return std::move(found_);
  }

private:
  bool has(std::string_view label) const {
    const auto i = raw_.find(full_label(label));
    return i != raw_.end() && !i->second.empty();
  }
  void refuse(std::string_view label, std::string what, std::string hint) {
    found_.push_back({severity::error, service_, "label " + full_label(label), std::move(what), std::move(hint)});
  }
  void idle(std::string_view label, std::string why, std::string hint = "remove it") {
    found_.push_back({severity::warning, service_, "label " + full_label(label), "has no effect " + std::move(why),
                      std::move(hint)});
  }
  void idle_without(std::string_view label, std::string_view other) {
    if (has(label) && !has(other))
      idle(label, "without " + full_label(other), "add that label, or remove this one");
  }

  void needed() {
    if (!has("hosts") && !read_.default_backend)
      refuse("hosts", "is missing or empty", "name the hosts to serve: " + full_label("hosts") + "=app.example.com");
    if (!has("port"))
      refuse("port", "is missing or empty", "give the container's port: " + full_label("port") + "=8080");
    if (read_.route.sticky_cookie && read_.route.ip_hash == true)
      refuse("ip_hash", "excludes " + full_label("sticky_session_cookie"), "keep one of the two");
    if (read_.mode == backend_mode::vip)
      for (const auto* label : {"sticky_session_cookie", "ip_hash"})
        if (has(label))
          idle(label, "with backend_mode=vip: Swarm chooses the task");
  }

  void termination() {
    if (has("ssl_key") && !has("ssl_cert"))
      refuse("ssl_key", "comes without a certificate", "add " + full_label("ssl_cert"));
    if (read_.passthrough && has("ssl_cert"))
      refuse("ssl_passthrough", "excludes " + full_label("ssl_cert"), "keep one of the two");
    if (read_.route.tls_only == true && !has("ssl_cert") && !read_.passthrough)
      refuse("ssl_only", "would send clients to HTTPS, where nothing answers",
             "add " + full_label("ssl_cert") + " or " + full_label("ssl_passthrough"));
    idle_without("ssl_hsts", read_.passthrough ? "ssl_hsts" : "ssl_cert");
  }

  void passthrough() {
    if (read_.hosts.empty())
      refuse("ssl_passthrough", "needs a host, because TLS names it", "add " + full_label("hosts"));
    for (const auto label : guards)
      if (has(label))
        refuse(label, "cannot be kept with ssl_passthrough: the proxy sees no request",
               "terminate TLS at the proxy, or let the application guard itself");
    for (const auto label : needs_requests)
      if (has(label))
        idle(label, "with ssl_passthrough: the proxy sees no request");
  }

  void backend_tls() {
    const auto& tls = read_.route.tls;
    if (!tls || !has("ssl_backend"))
      return;
    if (tls->verify && tls->authority.empty())
      refuse("ssl_backend_tls_verify", "is required, but nobody is trusted",
             "name a secret with certificates: " + full_label("ssl_backend_ca"));
    if (!tls->verify && !tls->authority.empty())
      idle("ssl_backend_ca", "without " + full_label("ssl_backend_tls_verify") + "=required", "add that label");
    if (!tls->key.empty() && tls->certificate.empty())
      refuse("ssl_backend_key", "comes without a certificate", "add " + full_label("ssl_backend_cert"));
  }

  void companions() {
    if (read_.rewrite)
      idle_without("context_root_rewrite", "context_root");
    for (const auto* label : {"ssl_backend_ca", "ssl_backend_cert", "ssl_backend_name", "ssl_backend_tls_verify"})
      idle_without(label, "ssl_backend");
    idle_without("forward_auth_headers", "forward_auth");
    idle_without("error_statuses", "error_pages");
  }

  void redirects() {
    for (const auto& r : read_.redirects)
      if (!std::binary_search(read_.hosts.begin(), read_.hosts.end(), r.host))
        refuse("redirects", "redirects " + r.host + ", which the service does not serve",
               "name it in " + full_label("hosts") + " too");
  }

  const std::string& service_;
  const label_map& raw_;
  const app_labels& read_;
  problems found_;
};

} // namespace

problems check_together(const std::string& service, const label_map& raw, const app_labels& read) {
  return checks{service, raw, read}.run();
}

} // namespace signalbox
