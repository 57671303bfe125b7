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

/// Whether a request that one task did not take is sent to another one by the location of second attempts. That needs
/// a body that the proxy holds; and with error pages it needs one for 502, because nginx would apply it to a 502 of the
/// application, too.
bool has_second_attempt(const path_route& path);

/// The statuses with error pages.
std::vector<std::uint16_t> error_statuses(const route_settings& settings);

/// The suffix of upstreams whose servers are never skipped: they get requests while all tasks count as failed.
inline constexpr const char* any_task = "~any";

/// The variables with the value of each sticky cookie, or a random value without the cookie.
void write_sticky_cookies(nginx_writer& out, const route_table& routes);

/// Whether a second attempt may follow (`$seen`), and which upstream it uses (`$no_task`).
void write_second_attempts(nginx_writer& out, const route_table& routes);

/// The rest of the path below a context root that is removed, byte for byte; empty if the request spells the context
/// root in another way.
void write_rests(nginx_writer& out, const route_table& routes);

/// Upstreams and variables of one path. Writes nothing if `pass_of` is empty.
void write_upstreams(nginx_writer& out, const host_route& host, const path_route& path, const nginx_context& context);

/// Swarm's DNS, queried every second: its answers have a TTL of ten minutes.
void write_resolver(nginx_writer& out);

/// The limits of a service's `max_fails` and `fail_timeout`, as parameters of `server`.
std::string failure_limits(const backend& b);

/// `server` lines of one service, with these parameters.
void write_targets(nginx_writer& out, const backend& b, const std::string& parameters);

} // namespace signalbox
