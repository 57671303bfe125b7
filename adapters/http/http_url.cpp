#include "adapters/http/http_url.hpp"

#include <string_view>

namespace signalbox {

std::optional<http_url> http_url_of(std::string url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme))
    return {};
  url.erase(0, scheme.size());
  http_url u;
  if (const auto slash = url.find('/'); slash != std::string::npos) {
    u.path = url.substr(slash);
    url.erase(slash);
  }
  const auto bracket = url.rfind(']');
  if (const auto colon = url.rfind(':');
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
    u.port = url.substr(colon + 1);
    url.erase(colon);
  }
  u.host = bracket == std::string::npos ? url : url.substr(1, bracket - 1);
  if (u.host.empty() || u.port.empty())
    return {};
  return u;
}

} // namespace signalbox
