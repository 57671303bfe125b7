// Where `signalbox healthcheck`, `status`, `history` and `explain` ask.
#pragma once
#include "adapters/cli/command_line/command_line.hpp"

#include <string>
#include <variant>

namespace signalbox {

/// The URL that was given; else `/healthz` at the ListenAddr of the file; else `http://127.0.0.1:8080/healthz`.
/// `finished` if the file has errors, or if its ListenAddr cannot be asked over TCP.
std::variant<std::string, finished> health_url(const healthcheck_command& wanted);

/// The URL of core without a path: what was given (`http://` may be missing); else the ListenAddr of the file; else
/// `http://127.0.0.1:8080`. `finished` as above.
std::variant<std::string, finished> core_url(const std::string& given, const std::string& file);

/// The same for a ListenAddr: an address that means *all* is asked on loopback. Empty for a unix socket and port 0.
std::string health_url_at(const std::string& listen_addr);

} // namespace signalbox
