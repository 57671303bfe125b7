#include "adapters/config/grammar.hpp"

#include "adapters/config/characters.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace signalbox {
namespace {

bool is_port(std::string_view text, std::uint16_t smallest) {
  std::uint16_t port = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  return failed == std::errc() && end == text.data() + text.size() && port >= smallest;
}

bool is_host(std::string_view text) { return !text.empty() && only(text, ".-_"); }

bool is_ipv6_in_brackets(std::string_view text) {
  return text.size() > 3 && text.front() == '[' && text.back() == ']' && text.find(':') != text.npos &&
         text.substr(1, text.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.%") == text.npos;
}

bool is_socket_path(std::string_view text) {
  return text.size() > 1 && text.front() == '/' && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
         });
}

/// `host`, `host:port` or `[ipv6]:port`; a trailing `/` is allowed.
bool is_authority(std::string_view text) {
  if (!text.empty() && text.back() == '/')
    text.remove_suffix(1);
  auto colon = text.rfind(':');
  if (colon == text.npos || is_ipv6_in_brackets(text))
    return is_host(text) || is_ipv6_in_brackets(text);
  auto host = text.substr(0, colon);
  return (is_host(host) || is_ipv6_in_brackets(host)) && is_port(text.substr(colon + 1), 1);
}

} // namespace

std::optional<invalid_text> check_listen_addr(std::string_view text) {
  constexpr std::string_view socket = "unix://";
  if (text.starts_with(socket) && is_socket_path(text.substr(socket.size())))
    return {};
  auto colon = text.rfind(':');
  auto host = colon == text.npos ? std::string_view() : text.substr(0, colon);
  auto port = colon == text.npos ? text : text.substr(colon + 1);
  if ((host.empty() || is_host(host) || is_ipv6_in_brackets(host)) && is_port(port, 0))
    return {};
  return invalid_text{"is not an address to listen on", "write \":8080\", \"127.0.0.1:8080\" or \"[::1]:8080\""};
}

std::optional<invalid_text> check_docker_url(std::string_view text) {
  auto slashes = text.find("://");
  auto scheme = slashes == text.npos ? std::string_view() : text.substr(0, slashes);
  auto rest = slashes == text.npos ? text : text.substr(slashes + 3);
  if (scheme == "unix") {
    if (is_socket_path(rest))
      return {};
    return invalid_text{"does not name a socket by its path from the root", "write \"unix:///var/run/docker.sock\""};
  }
  if (scheme != "tcp" && scheme != "http" && scheme != "https")
    return invalid_text{"does not begin with unix://, tcp://, http:// or https://",
                        "write \"unix:///var/run/docker.sock\" or \"tcp://manager:2376\""};
  if (is_authority(rest))
    return {};
  return invalid_text{"has no host, or a port that does not exist",
                      "write \"" + std::string(scheme) + "://manager:2376\""};
}

} // namespace signalbox
