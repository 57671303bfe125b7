// Renders a route table as the configuration of a stock HAProxy, 2.6 or later.
//
// The text depends on the arguments and on Signalbox's version only. It includes no files and names only those of the
// secrets.
#pragma once
#include "actors/ports.hpp"
#include "messages/problem.hpp"
#include "messages/rendered.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// Implements the port `renderer`. Fails, with all errors, if an option is wrong. Settings of a service that HAProxy
/// does not support are returned as problems with the text.
render_result render_haproxy(const route_table& routes, const cluster_settings& cluster);

/// All problems of `[Extensions.<name>.Config]` that do not depend on routes. Sorted as the options are.
problems check_haproxy_options(const cluster_settings& cluster);

} // namespace signalbox
