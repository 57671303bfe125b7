// The groups of tasks, and how a request is led to one of them.
#pragma once
#include "adapters/nginx/config_text.hpp"
#include "adapters/nginx/render_style.hpp"
#include "messages/routes.hpp"

#include <string>

namespace signalbox {

/// A host in a name of nginx's: `_` alone for whatever nobody else serves, and in place of a wildcard's `*`. No host
/// begins with it.
std::string name_part(const host_route& host);

/// Eight digits that stand for a path of a host, wherever nginx wants a name.
std::string route_id(const host_route& host, const path_route& path);

/// What stands behind `http://` in `proxy_pass`: an upstream's name, or the variable that holds one. Empty if no
/// service of the path has anything to send a request to.
std::string pass_of(const host_route& host, const path_route& path);

/// Whether requests may lead nowhere, because every service that answers wants to be asked for on purpose.
bool may_lead_nowhere(const path_route& path);

/// The variables that hold the value of each sticky cookie, or a random one if there is none.
void write_sticky_cookies(config_text& out, const route_table& routes);

/// Upstreams and variables of one path. Nothing if `pass_of` is empty.
void write_upstreams(config_text& out, const host_route& host, const path_route& path, const render_style& style);

/// Whether nginx has to follow the addresses behind a name by itself.
bool asks_dns(const path_route& path);
/// Swarm's own DNS, asked every second: its answers say that they hold for ten minutes.
void write_resolver(config_text& out);

/// `service NAME …` of everybody behind a host, for the comment that leads an error of nginx to them.
std::string whose(const host_route& host);

/// `server` lines of one service.
void write_targets(config_text& out, const backend& b);

} // namespace signalbox
