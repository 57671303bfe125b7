// Turns a route table into the configuration of a stock HAProxy, 2.6 or later.
//
// The text is a function of its arguments and of Signalbox's version. It includes nothing, and names no file but the
// secrets'.
#pragma once
#include "actors/ports.hpp"
#include "messages/problem.hpp"
#include "messages/rendered.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// Fits the port `renderer`. Fails, with all errors, when an option is wrong. What a service asks for and HAProxy
/// cannot do is told beside the text.
render_result render_haproxy(const route_table& routes, const cluster_settings& cluster);

/// Everything that is wrong with `[Extensions.<name>.Config]`, whatever the routes are. Sorted as the options are.
problems check_haproxy_options(const cluster_settings& cluster);

} // namespace signalbox
