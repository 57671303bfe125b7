// What renderers call routes, and whose they are.
#pragma once
#include "messages/routes.hpp"
#include "messages/settings.hpp"

#include <string>
#include <string_view>

namespace signalbox {

/// Eight hexadecimal digits that stand for a text.
std::string short_digest(std::string_view text);

/// A host in a name of the proxy's: `_` alone for whatever nobody else serves, and in place of a wildcard's `*`. No
/// host begins with it.
std::string name_part(const host_route& host);

/// Eight digits that stand for a path of a host, wherever a proxy wants a name.
std::string route_id(const host_route& host, const path_route& path);

/// `service NAME …` of everybody behind a host, for the comment that leads an error of the proxy to them.
std::string whose(const host_route& host);

/// `10.0.0.1:80`, `[fd00::1]:80`.
std::string endpoint(const std::string& address, std::uint16_t port);

/// Whether the proxy has to follow the addresses behind a name by itself.
bool asks_dns(const path_route& path);

/// `:8443` if HTTPS is published elsewhere than on 443, for redirects.
std::string published_tls_port(const cluster_settings& cluster);

/// The order in which a table was put together does not reach the text.
route_table sorted(route_table routes);

/// What the proxy says of itself in `x-server-info`: `signalbox/0.1.0 linux/amd64`.
std::string server_banner();

} // namespace signalbox
