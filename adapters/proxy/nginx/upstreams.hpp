// The upstreams, and the variables that select one for a request.
#pragma once
#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/routes.hpp"

#include <string>

namespace signalbox {

/// The part of `proxy_pass` after `http://`: an upstream's name, or the variable that contains one. Empty if no service
/// of the path has a target or a DNS name.
std::string pass_of(const host_route& host, const path_route& path);

/// Whether a request may have no upstream, because every service requires a mark.
bool may_lead_nowhere(const path_route& path);

/// The variables with the value of each sticky cookie, or a random value without the cookie.
void write_sticky_cookies(nginx_writer& out, const route_table& routes);

/// Upstreams and variables of one path. Writes nothing if `pass_of` is empty.
void write_upstreams(nginx_writer& out, const host_route& host, const path_route& path, const nginx_context& context);

/// Swarm's DNS, queried every second: its answers have a TTL of ten minutes.
void write_resolver(nginx_writer& out);

/// `server` lines of one service.
void write_targets(nginx_writer& out, const backend& b);

} // namespace signalbox
