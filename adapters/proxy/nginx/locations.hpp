// The `location` blocks of a host: one path each, and what is asked of the requests to it.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/routes.hpp"

#include <string>

namespace signalbox {

/// What the text of a server's locations depends on beside the route.
enum class scheme { http, https };

/// Every location of the host, as text, for requests of this scheme. Two schemes give the same text unless a path
/// treats them differently.
std::string locations_of(const host_route& host, scheme by, const nginx_context& context);

/// Memory for the limits on requests.
void write_rate_zones(nginx_writer& out, const host_route& host);

} // namespace signalbox
