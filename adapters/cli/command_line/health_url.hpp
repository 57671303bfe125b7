// URLs for `signalbox healthcheck`, `status`, `history` and `explain`.
#pragma once
#include "adapters/cli/command_line/command_line.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// The given URL; else `/healthz` at the ListenAddr of the file; else `http://127.0.0.1:8080/healthz`. `finished` if
/// the file has errors, or if its ListenAddr is not reachable over TCP.
std::variant<std::string, finished> health_url(const healthcheck_command& wanted);

/// Core's URL without a path: the given one (`http://` may be missing); else the ListenAddr of the file; else
/// `http://127.0.0.1:8080`. `finished` as above.
std::variant<std::string, finished> core_url(const std::string& given, const std::string& file);

/// The health URL for a ListenAddr: for an address that means *all* it uses loopback. Empty for a unix socket and port
/// 0.
std::string health_url_at(const std::string& listen_addr);

} // namespace signalbox
