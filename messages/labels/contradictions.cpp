#include "messages/labels/labels.hpp"

#include <tuple>
#include <utility>

namespace signalbox {
namespace {

template <class T>
struct setting {
  std::string_view label;
  std::optional<T> route_settings::*member;
};
template <class T>
setting(const char*, std::optional<T> route_settings::*) -> setting<T>;

// Every member of route_settings, by the label that it comes from.
constexpr std::tuple every_setting{setting{"sticky_session_cookie", &route_settings::sticky_cookie},
                                   setting{"ip_hash", &route_settings::ip_hash},
                                   setting{"ssl_backend", &route_settings::tls},
                                   setting{"ssl_only", &route_settings::tls_only},
                                   setting{"ssl_hsts", &route_settings::hsts},
                                   setting{"max_body_size", &route_settings::max_body},
                                   setting{"connect_timeout", &route_settings::connect_timeout},
                                   setting{"read_timeout", &route_settings::read_timeout},
                                   setting{"send_timeout", &route_settings::send_timeout},
                                   setting{"rate_limit", &route_settings::rate},
                                   setting{"request_header.*", &route_settings::request_headers},
                                   setting{"response_header.*", &route_settings::response_headers},
                                   setting{"basic_auth", &route_settings::basic_auth},
                                   setting{"allow_from", &route_settings::allow_from},
                                   setting{"deny_from", &route_settings::deny_from},
                                   setting{"forward_auth", &route_settings::auth},
                                   setting{"forward_auth_headers", &route_settings::auth_headers},
                                   setting{"error_pages", &route_settings::error_pages},
                                   setting{"error_statuses", &route_settings::error_statuses},
                                   setting{"maintenance", &route_settings::maintenance},
                                   setting{"gzip", &route_settings::gzip}};

/// `false` and no flag at all are the same.
template <class T>
bool contradicts(const std::optional<T>& route, const std::optional<T>& later) {
  if constexpr (std::is_same_v<T, bool>)
    return later.has_value() && *later != route.value_or(false);
  else
    return later.has_value() && later != route;
}

} // namespace

std::vector<std::string> contradictions(const route_settings& route, const route_settings& later) {
  std::vector<std::string> labels;
  std::apply(
      [&](const auto&... each) {
        const auto look = [&](const auto& s) {
          if (contradicts(route.*(s.member), later.*(s.member)))
            labels.push_back(full_label(s.label));
        };
        (look(each), ...);
      },
      every_setting);
  return labels;
}

std::vector<named_secret> named_secrets(app_labels& labels) {
  std::vector<named_secret> all;
  const auto add = [&](const char* label, std::string& name) {
    if (!name.empty())
      all.push_back({full_label(label), &name});
  };
  add("ssl_cert", labels.certificate);
  add("ssl_key", labels.key);
  if (labels.route.basic_auth)
    add("basic_auth", *labels.route.basic_auth);
  if (auto& tls = labels.route.tls) {
    add("ssl_backend_ca", tls->authority);
    add("ssl_backend_cert", tls->certificate);
    add("ssl_backend_key", tls->key);
  }
  return all;
}

} // namespace signalbox
