// The `location` blocks of a host: one for each path, with the checks and changes of its requests.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/routes.hpp"

#include <string>

namespace signalbox {

/// The scheme of the server, which locations depend on beside the route.
enum class scheme { http, https };

/// Every location of the host, as text, for requests of this scheme. Both schemes give the same text unless a path
/// treats them differently.
std::string locations_of(const host_route& host, scheme by, const nginx_context& context);

/// Shared memory of the rate limits.
void write_rate_zones(nginx_writer& out, const host_route& host);

} // namespace signalbox
