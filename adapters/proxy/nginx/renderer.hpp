// Turns a route table into the configuration of a stock nginx.
//
// The text is a function of its arguments and of Signalbox's version: hosts and targets are sorted, nothing else is
// looked at. It runs with the image's own `-g 'daemon off;'`, with nginx 1.22 and later, and includes nothing but
// mime.types: the conf.d/default.conf of the stock image would open port 80 with a server of its own.
#pragma once
#include "messages/problem.hpp"
#include "messages/rendered.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// Fits the port `renderer`. Fails, with all errors, when an option is wrong; warnings are told by
/// `check_nginx_options`.
render_result render_nginx(const route_table& routes, const cluster_settings& cluster);

/// Everything that is wrong with `[Extensions.<name>.Config]`, whatever the routes are. Sorted as the options are.
problems check_nginx_options(const cluster_settings& cluster);

} // namespace signalbox
