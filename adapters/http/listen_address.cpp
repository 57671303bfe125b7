#include "adapters/http/listen_address.hpp"

#include "messages/problem.hpp"

#include <charconv>

namespace signalbox {
namespace {

bad_address bad(const std::string& setting, const std::string& text, const std::string& why) {
  return {setting + " = \"" + printable(text) + "\": " + why +
          " (write \":8080\", \"127.0.0.1:8080\" or \"[::1]:8080\")"};
}

} // namespace

listen_address parse_listen_address(const std::string& text, const std::string& setting) {
  static const std::string scheme = "unix://";
  if (text.rfind(scheme, 0) == 0) {
    if (text.size() == scheme.size())
      return bad(setting, text, "the path of the socket is missing");
    return unix_listen{text.substr(scheme.size())};
  }
  tcp_listen found;
  auto colon = text.rfind(':');
  std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  if (colon != std::string::npos)
    found.host = text.substr(0, colon);
  if (found.host.size() >= 2 && found.host.front() == '[' && found.host.back() == ']')
    found.host = found.host.substr(1, found.host.size() - 2);
  else if (found.host.find(':') != std::string::npos)
    return bad(setting, text, "an IPv6 address needs brackets");
  auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), found.port);
  if (failed != std::errc() || end != port.data() + port.size())
    return bad(setting, text, "the port is not a number from 0 to 65535");
  return found;
}

} // namespace signalbox
