// Renders a route table as the configuration of a stock nginx.
//
// The text depends on the arguments and on Signalbox's version only: hosts and targets are sorted. It works with the
// image's own `-g 'daemon off;'`, with nginx 1.22 and later, and includes only mime.types: the conf.d/default.conf of
// the stock image would open port 80 with a server of its own.
#pragma once
#include "messages/problem.hpp"
#include "messages/rendered.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// Implements the port `renderer`. Fails, with all errors, if an option is wrong; `check_nginx_options` returns the
/// warnings.
render_result render_nginx(const route_table& routes, const cluster_settings& cluster);

/// All problems of `[Extensions.<name>.Config]` that do not depend on routes. Sorted as the options are.
problems check_nginx_options(const cluster_settings& cluster);

} // namespace signalbox
