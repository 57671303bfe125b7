// How requests are passed to the tasks of a route.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "messages/routes.hpp"

#include <string>

namespace signalbox {

/// The route that a reference to another host of the table means.
struct destination {
  const host_route* host = nullptr;
  const path_route* path = nullptr;
  std::string pass; ///< its `pass_of`; empty: no route, or no task
};

destination find_destination(const nginx_context& context, const route_ref& ref);

/// A path of the destination's host as its application receives it.
std::string path_seen_by(const path_route& to, const std::string& path);

/// The module of nginx that speaks the protocol of the tasks: `proxy`, or `grpc` for all of HTTP/2. Its directives
/// begin with its name.
std::string module_of(const path_route& to);

/// The URL of `proxy_pass` or `grpc_pass`.
std::string url_of(const path_route& to, const std::string& pass);

/// TLS to the tasks, for requests to this host.
void write_tls_to(nginx_writer& out, const path_route& to, const std::string& host);

/// The path of a secret in the proxy's tasks.
std::string secret_path(const std::string& name);

} // namespace signalbox
