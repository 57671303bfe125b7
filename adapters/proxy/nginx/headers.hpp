// The headers that the proxy adds to requests and responses.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/route_settings.hpp"

#include <string>

namespace signalbox {

/// Within double quotes, where only a quote has a meaning among the characters that `is_header_value` allows.
std::string quoted(const std::string& value);

/// What a location adds to the request headers that all locations have.
struct location_headers {
  header_map own{};             ///< replace the common ones; an empty value removes a header; `$name` is a variable
  bool upgrades = false;        ///< connections may be upgraded to WebSocket
  std::string prefix{};         ///< removed from the path: the value of `X-Forwarded-Prefix`
  std::string module = "proxy"; ///< of nginx: `proxy` or `grpc`
  bool needed() const { return !own.empty() || upgrades || !prefix.empty(); }
};

/// All request headers of a location: nginx inherits none if a location has one of its own.
void write_request_headers(nginx_writer& out, const location_headers& location, const nginx_context& context);

/// Response headers of applications that the client does not get, because the proxy sends its own.
void write_hidden_headers(nginx_writer& out, const proxy_options& options, const std::string& module);

/// The x-… headers of every response.
void write_info_headers(nginx_writer& out, const proxy_options& options);

} // namespace signalbox
