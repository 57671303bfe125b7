// The parts of an `http://` URL.
#pragma once
#include <optional>
#include <string>

namespace signalbox {

struct http_url {
  std::string host, port = "80", path = "/"; ///< an IPv6 address has no brackets
};

/// None if the URL has another scheme or no host.
std::optional<http_url> http_url_of(std::string url);

} // namespace signalbox
