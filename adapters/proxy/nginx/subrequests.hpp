// Locations for requests of the proxy itself: it asks the service of `forward_auth`, and gets error pages.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/routes.hpp"

#include <string>

namespace signalbox {

/// `auth_request` of a location, and what the client and the application get of its answer. A redirect, 401 or 403 of
/// the auth service is requested once more, and is then the answer to the client: `auth_request` keeps no body.
void write_auth_request(nginx_writer& out, const std::string& id, const route_settings& settings);

/// The statuses of `auth_request` that lead to the second request: not those that other guards of the location answer
/// with, and none with error pages, which would also replace statuses of the application.
std::string requested_again(const route_settings& settings);

/// The locations that `write_auth_request` refers to.
void write_auth_locations(nginx_writer& out, const std::string& id, const route_settings& settings,
                          const nginx_context& context);

/// The location of error pages, `<folder>/<status>.html`.
void write_error_location(nginx_writer& out, const std::string& id, const route_ref& ref, const nginx_context& context);

} // namespace signalbox
