// Parses `ListenAddr`, without network access.
#pragma once
#include <cstdint>
#include <string>
#include <variant>

namespace signalbox {

/// An empty `host` means every address of the machine, IPv6 and IPv4. Port 0: the system chooses a port.
struct tcp_listen {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const tcp_listen&) const = default;
};

/// `unix:///path`
struct unix_listen {
  std::string path;
  bool operator==(const unix_listen&) const = default;
};

/// The reason why an address cannot be used; a sentence that contains the setting and the value.
struct bad_address {
  std::string why;
};

using listen_address = std::variant<tcp_listen, unix_listen, bad_address>;

/// Parses `host:port`, `[ipv6]:port`, `:port`, `port` (Interlock's forms) and `unix:///path`. `setting`: name of the
/// setting in error texts.
listen_address parse_listen_address(const std::string& text, const std::string& setting = "ListenAddr");

} // namespace signalbox
