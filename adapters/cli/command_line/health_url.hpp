// Where `signalbox healthcheck` asks.
#pragma once
#include "adapters/cli/command_line/command_line.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// The URL that was given; else `/healthz` at the ListenAddr of the file; else `http://127.0.0.1:8080/healthz`.
/// `finished` if the file has errors, or if its ListenAddr cannot be asked over TCP.
std::variant<std::string, finished> health_url(const healthcheck_command& wanted);

/// The same for a ListenAddr: an address that means *all* is asked on loopback. Empty for a unix socket and port 0.
std::string health_url_at(const std::string& listen_addr);

} // namespace signalbox
