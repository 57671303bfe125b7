#include "messages/labels/label_checks.hpp"

#include "messages/labels/label_rows.hpp"

#include <algorithm>

namespace signalbox {
namespace {

class checks {
public:
  checks(const std::string& service, const label_map& raw, const app_labels& read, client_view clients)
      : service_(service), raw_(raw), read_(read), clients_(clients) {}

  problems run() {
    needed();
    termination();
    if (read_.passthrough)
      passthrough();
    backend_tls();
    protocol();
    if (!clients_.addresses)
      without_addresses();
    without_others();
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
  /// Whether the label is present and not `false` where that means no label.
  bool asks(const label_row& row) const {
    return has(row.shown.name) && !(row.rules.off_is_none && is_off(raw_.at(full_label(row.shown.name))));
  }

  void needed() {
    if (!has("hosts") && !read_.default_backend)
      refuse("hosts", "is missing or empty", "name the hosts to serve: " + full_label("hosts") + "=app.example.com");
    if (!has("port"))
      refuse("port", "is missing or empty", "give the container's port: " + full_label("port") + "=8080");
    if (read_.route.sticky_cookie && read_.route.ip_hash == true)
      refuse("ip_hash", "excludes " + full_label("sticky_session_cookie"), "keep one of the two");
    if (read_.mode == backend_mode::vip)
      for (const auto& row : label_rows())
        if (row.rules.picks_task && has(row.shown.name))
          idle(row.shown.name, "with backend_mode=vip: Swarm chooses the task");
  }

  void termination() {
    if (has("ssl_key") && !has("ssl_cert"))
      refuse("ssl_key", "comes without a certificate", "add " + full_label("ssl_cert"));
    if (read_.passthrough && has("ssl_cert"))
      refuse("ssl_passthrough", "excludes " + full_label("ssl_cert"), "keep one of the two");
    if (read_.route.tls_only == true && !has("ssl_cert") && !read_.passthrough && !clients_.tls_outside)
      refuse("ssl_only", "would send clients to HTTPS, where nothing answers",
             "add " + full_label("ssl_cert") + " or " + full_label("ssl_passthrough"));
  }

  void protocol() {
    const auto spoken = read_.route.protocol.value_or("http1");
    if (spoken == "h2" && !read_.route.tls)
      refuse("protocol", "h2 is HTTP/2 with TLS, and the application is asked without it",
             "add " + full_label("ssl_backend") + "=true, or give h2c");
    if (spoken == "h2c" && read_.route.tls)
      refuse("protocol", "h2c is HTTP/2 without TLS, and the application is asked with it", "give h2");
    if (read_.route.speaks_http2() && has("websocket_endpoints"))
      idle("websocket_endpoints", "with protocol=" + spoken + ": a websocket needs HTTP/1");
  }

  void passthrough() {
    if (read_.hosts.empty())
      refuse("ssl_passthrough", "needs a host, because TLS names it", "add " + full_label("hosts"));
    for (const auto& row : label_rows()) {
      const auto rule = row.rules.passthrough;
      if (rule == beside_passthrough::refused && has(row.shown.name))
        refuse(row.shown.name, "cannot be kept with ssl_passthrough: the proxy sees no request",
               "terminate TLS at the proxy, or let the application guard itself");
      if (rule == beside_passthrough::idle && has(row.shown.name))
        idle(row.shown.name, "with ssl_passthrough: the proxy sees no request");
    }
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

  void without_addresses() {
    for (const auto& row : label_rows()) {
      const auto rule = row.rules.client_address;
      if (rule == by_client_address::unused || !asks(row))
        continue;
      const bool refused = rule == by_client_address::restricts;
      found_.push_back({refused ? severity::error : severity::warning, service_, "label " + full_label(row.shown.name),
                        std::string(refused ? "cannot be kept" : "takes all clients for a few") +
                            " with PublishMode = \"ingress\": Swarm's mesh hides the clients' addresses",
                        "set PublishMode = \"host\", or ProxyProtocolFrom or TrustedProxies for a balancer in front"});
    }
  }

  void without_others() {
    for (const auto& row : label_rows()) {
      const auto& rules = row.rules;
      const bool told = read_.passthrough && rules.passthrough == beside_passthrough::idle;
      if (!rules.needs.empty() && !told && asks(row) && !has(rules.needs))
        idle(row.shown.name, "without " + full_label(rules.needs), "add that label, or remove this one");
    }
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
  const client_view clients_;
  problems found_;
};

} // namespace

problems check_together(const std::string& service, const label_map& raw, const app_labels& read, client_view clients) {
  return checks{service, raw, read, clients}.run();
}

} // namespace signalbox
