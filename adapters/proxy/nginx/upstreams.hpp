// The groups of tasks, and how a request is led to one of them.
#pragma once
#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/routes.hpp"

#include <string>

namespace signalbox {

/// What stands behind `http://` in `proxy_pass`: an upstream's name, or the variable that holds one. Empty if no
/// service of the path has anything to send a request to.
std::string pass_of(const host_route& host, const path_route& path);

/// Whether requests may lead nowhere, because every service that answers wants to be asked for on purpose.
bool may_lead_nowhere(const path_route& path);

/// The variables that hold the value of each sticky cookie, or a random one if there is none.
void write_sticky_cookies(nginx_writer& out, const route_table& routes);

/// Upstreams and variables of one path. Nothing if `pass_of` is empty.
void write_upstreams(nginx_writer& out, const host_route& host, const path_route& path, const nginx_context& context);

/// Swarm's own DNS, asked every second: its answers say that they hold for ten minutes.
void write_resolver(nginx_writer& out);

/// `server` lines of one service.
void write_targets(nginx_writer& out, const backend& b);

} // namespace signalbox
