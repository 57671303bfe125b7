#include "adapters/proxy/haproxy/supported_routes.hpp"

#include "messages/labels/labels.hpp"

#include <set>

namespace signalbox {
namespace {

constexpr const char* another_cluster = "serve it from a service cluster with nginx, or leave the label out";

class sorter {
public:
  explicit sorter(const route_table& all) : all_(all) {}

  supported_routes run() {
    for (const auto& host : all_.hosts) {
      check_key(host);
      for (const auto& path : host.paths)
        check(path);
    }
    std::set<std::string> out;
    for (const auto& p : found_)
      if (p.level == severity::error)
        out.insert(p.service);
    return {without(all_, out), {found_.begin(), found_.end()}};
  }

private:
  void check_key(const host_route& host) {
    if (!host.certificate.empty() && !key_is_found(host.certificate, host.key))
      tell(severity::error, host.certified_by, "ssl_key", "HAProxy takes no key from a secret of its own",
           "put the key behind the certificate in the secret that ssl_cert names, or name the key's secret " +
               host.certificate + ".key");
  }

  void check(const path_route& path) {
    const auto& s = path.settings;
    if (s.basic_auth)
      tell(severity::error, path, "basic_auth", "HAProxy reads no file of passwords", another_cluster);
    if (s.auth)
      tell(severity::error, path, "forward_auth", "HAProxy asks no other application before a request",
           another_cluster);
    if (s.tls && !s.tls->certificate.empty() && !key_is_found(s.tls->certificate, s.tls->key))
      tell(severity::error, path, "ssl_backend_key", "HAProxy takes no key from a secret of its own",
           "put the key behind the certificate in the secret that ssl_backend_cert names");
    if (s.error_pages)
      tell(severity::warning, path, "error_pages", "HAProxy shows no other application's page instead of an error",
           another_cluster);
    if (s.send_timeout)
      tell(severity::warning, path, "send_timeout", "HAProxy has one time for both ways", "use read_timeout");
    if (s.buffering.value_or(false)) // `off` is HAProxy's behaviour
      tell(severity::warning, path, "buffering", "HAProxy streams every answer", another_cluster);
    if (s.request_buffering.value_or(false)) // `off` is HAProxy's behaviour
      tell(severity::warning, path, "request_buffering", "HAProxy streams every body", another_cluster);
  }

  void tell(severity level, const path_route& path, const char* label, const std::string& what,
            const std::string& hint) {
    for (const auto& b : path.backends)
      tell(level, b.service, label, what, hint);
  }

  void tell(severity level, const std::string& service, const char* label, const std::string& what,
            const std::string& hint) {
    found_.insert({level, service, "label " + full_label(label),
                   what + (level == severity::error ? ", so the service is left out" : ", so it has no effect"), hint});
  }

  const route_table& all_;
  std::set<problem> found_;
};

} // namespace

supported_routes find_supported(const route_table& routes) { return sorter(routes).run(); }

bool key_is_found(const std::string& certificate, const std::string& key) {
  return key.empty() || key == certificate || key == certificate + ".key";
}

} // namespace signalbox
