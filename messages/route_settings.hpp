// The settings of a route that labels can set. Every setting is optional: a service that joins the route of another
// service inherits the settings that it leaves open, and must not contradict the others.
#pragma once
#include "messages/members.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// Seconds; the minimum is one.
using whole_seconds = std::chrono::seconds;

/// Requests a second from one address, and the size of a burst above that rate.
struct request_rate {
  std::uint32_t per_second = 1, burst = 0;
  auto operator<=>(const request_rate&) const = default;
};

template <std::same_as<request_rate> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"per_second", &T::per_second}, member{"burst", &T::burst}};
}

/// A path on a host of the same cluster: a route refers to another route by it.
struct route_ref {
  std::string host; ///< lower case, checked
  std::string path; ///< begins with `/`; error pages: the folder, without `/` at its end
  auto operator<=>(const route_ref&) const = default;
};

template <std::same_as<route_ref> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"host", &T::host}, member{"path", &T::path}};
}

/// TLS from the proxy to the tasks.
struct backend_tls {
  bool verify = false;
  std::string authority;        ///< secret with the trusted certificates; with `verify` only
  std::string certificate, key; ///< secrets with the proxy's own certificate; `key` empty: in the same secret
  std::string name;             ///< name for SNI and verification; empty: the host
  auto operator<=>(const backend_tls&) const = default;
};

template <std::same_as<backend_tls> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"verify", &T::verify}, member{"authority", &T::authority},
                    member{"certificate", &T::certificate}, member{"key", &T::key}, member{"name", &T::name}};
}

/// Header names in lower case → value; an empty value removes the header.
using header_map = std::map<std::string, std::string>;

/// Settings of one path of a host.
struct route_settings {
  std::optional<std::string> sticky_cookie; ///< requests with the same value of this cookie go to the same task
  std::optional<bool> ip_hash;              ///< requests from the same client address go to the same task
  std::optional<backend_tls> tls;           ///< TLS to the tasks; none: plain HTTP
  std::optional<bool> tls_only;             ///< plain HTTP is redirected to HTTPS with status 308
  std::optional<std::string> hsts;          ///< value of `Strict-Transport-Security`
  std::optional<std::string> max_body;      ///< bytes with the unit `k`, `m` or `g`; 0: no limit
  std::optional<whole_seconds> connect_timeout, read_timeout, send_timeout;
  std::optional<request_rate> rate;
  std::optional<header_map> request_headers, response_headers;
  std::optional<std::string> basic_auth;                         ///< secret with user names and hashed passwords
  std::optional<std::vector<std::string>> allow_from, deny_from; ///< addresses and networks, sorted
  std::optional<route_ref> auth;                                 ///< authorization subrequest before each request
  std::optional<std::vector<std::string>> auth_headers; ///< headers of that subrequest's answer that the tasks receive
  std::optional<route_ref> error_pages;                 ///< replaced by `<path>/<status>.html` of this route
  std::optional<std::vector<std::uint16_t>> error_statuses; ///< statuses with error pages; none: 502, 503, 504
  std::optional<bool> maintenance;                          ///< every request gets status 503
  std::optional<bool> gzip;                                 ///< text responses are compressed
  std::optional<bool> buffering;         ///< the proxy buffers a response until the client has read it
  std::optional<bool> request_buffering; ///< the proxy buffers a request body before a task gets it
  std::optional<std::string> protocol;   ///< what the tasks speak: `http1`, `h2c`, `h2` or `grpc`; none: HTTP/1
  auto operator<=>(const route_settings&) const = default;
  /// Whether requests are sent to the tasks by HTTP/2.
  bool speaks_http2() const { return protocol && *protocol != "http1"; }
};

template <std::same_as<route_settings> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"sticky_cookie", &T::sticky_cookie},
                    member{"ip_hash", &T::ip_hash},
                    member{"tls", &T::tls},
                    member{"tls_only", &T::tls_only},
                    member{"hsts", &T::hsts},
                    member{"max_body", &T::max_body},
                    member{"connect_timeout", &T::connect_timeout},
                    member{"read_timeout", &T::read_timeout},
                    member{"send_timeout", &T::send_timeout},
                    member{"rate", &T::rate},
                    member{"request_headers", &T::request_headers},
                    member{"response_headers", &T::response_headers},
                    member{"basic_auth", &T::basic_auth},
                    member{"allow_from", &T::allow_from},
                    member{"deny_from", &T::deny_from},
                    member{"auth", &T::auth},
                    member{"auth_headers", &T::auth_headers},
                    member{"error_pages", &T::error_pages},
                    member{"error_statuses", &T::error_statuses},
                    member{"maintenance", &T::maintenance},
                    member{"gzip", &T::gzip},
                    member{"buffering", &T::buffering},
                    member{"request_buffering", &T::request_buffering},
                    member{"protocol", &T::protocol}};
}

} // namespace signalbox
