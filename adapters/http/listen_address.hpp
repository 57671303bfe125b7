// `ListenAddr` taken apart, without touching the network.
#pragma once
#include <cstdint>
#include <string>
#include <variant>

namespace signalbox {

/// An empty `host` means every address of the machine, IPv6 and IPv4. Port 0: the system chooses one.
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

/// Why an address cannot be used; a sentence that names the setting and the value.
struct bad_address {
  std::string why;
};

using listen_address = std::variant<tcp_listen, unix_listen, bad_address>;

/// Understands `host:port`, `[ipv6]:port`, `:port`, `port` (Interlock's forms) and `unix:///path`.
/// `setting`: by whose name its errors go.
listen_address parse_listen_address(const std::string& text, const std::string& setting = "ListenAddr");

} // namespace signalbox
