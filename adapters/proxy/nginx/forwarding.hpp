// The variables with what the client is: its address, scheme, host and port. They are the proxy's own, or those of the
// X-Forwarded headers if the request comes from an address of `TrustedProxies`.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"

#include <string>

namespace signalbox {

/// Values of request headers.
struct forwarded_variables {
  std::string client;      ///< `X-Forwarded-For`
  std::string scheme;      ///< `X-Forwarded-Proto`
  std::string host;        ///< `X-Forwarded-Host`
  std::string port;        ///< `X-Forwarded-Port`
  std::string prefix;      ///< `X-Forwarded-Prefix`, in front of the removed context root; may be empty
  std::string description; ///< `Forwarded` of RFC 7239; empty: the header is removed
};

forwarded_variables forwarded_by(const nginx_context& context);

/// The host for applications: of an absolute request target, else of `Host`, else the proxy's own address
/// (RFC 9112, 3.2.2 and 3.2.3).
inline constexpr const char* application_host = "$application_host";

/// The maps behind these variables.
void write_forwarding(nginx_writer& out, const nginx_context& context);

/// Which addresses are believed, and what about.
void write_real_addresses(nginx_writer& out, const nginx_context& context);

/// The port of a redirect to HTTPS, with its colon: the published one, and none behind a trusted proxy.
std::string redirect_port(const nginx_context& context);

} // namespace signalbox
