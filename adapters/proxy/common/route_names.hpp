// Names of routes in rendered texts, and the services that they belong to.
#pragma once
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <string>
#include <string_view>

namespace signalbox {

/// Eight hexadecimal digits of the text's digest.
std::string short_digest(std::string_view text);

/// A host as part of a name in the proxy's configuration: `_` for the default backend, and in place of a wildcard's
/// `*`. No host begins with `_`.
std::string name_part(const host_route& host);

/// Eight digits that identify a path of a host in names of the proxy's configuration.
std::string route_id(const host_route& host, const path_route& path);

/// `service NAME …` of all services of a host, for the comment by which an error of the proxy is assigned to them.
std::string whose(const host_route& host);

/// `10.0.0.1:80`, `[fd00::1]:80`.
std::string endpoint(const std::string& address, std::uint16_t port);

/// Whether the proxy must resolve names while it runs.
bool asks_dns(const path_route& path);

/// `:8443` if HTTPS is published on a port other than 443, for redirects.
std::string published_tls_port(const cluster_settings& cluster);

/// Sorts the table, so that equal routes give an equal text.
route_table sorted(route_table routes);

/// Value of the proxy's `x-server-info` header: `signalbox/0.1.0 linux/amd64`.
std::string server_banner();

} // namespace signalbox
