#include "adapters/docker/engine_address.hpp"

#include <charconv>
#include <optional>

namespace signalbox {

namespace {

constexpr std::size_t longest_socket_path = 107; // size of sun_path without its NUL

problem bad_url(const settings& s, const std::string& what) {
  return {severity::error,
          {},
          "DockerURL",
          '\'' + printable(s.docker_url, 120) + "' " + what,
          "unix:///var/run/docker.sock, tcp://HOST:2375 or https://HOST:2376"};
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0)
    return std::nullopt;
  return port;
}

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

/// Splits `host`, `host:port`, `[ipv6]` and `[ipv6]:port`; false for any other form.
bool split(std::string_view text, engine_address& into) {
  std::string_view rest;
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos)
      return false;
    into.host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    if (into.host.find_first_not_of("0123456789abcdefABCDEF:.") != std::string::npos)
      return false;
  } else {
    const auto end = std::min(text.find(':'), text.size());
    into.host = text.substr(0, end);
    rest = text.substr(end);
    for (char c : into.host)
      if (!is_host_char(c))
        return false;
  }
  if (into.host.empty())
    return false;
  if (rest.empty())
    return true;
  const auto port = rest.front() == ':' ? port_of(rest.substr(1)) : std::nullopt;
  into.port = port.value_or(0);
  return port.has_value();
}

std::variant<engine_address, problem> over_network(const settings& s, std::string_view rest, bool tls) {
  engine_address to{.transport = tls ? engine_transport::tls : engine_transport::tcp,
                    .path = {},
                    .host = {},
                    .port = static_cast<std::uint16_t>(tls ? 2376 : 2375),
                    .ca_cert = s.tls_ca_cert,
                    .cert = s.tls_cert,
                    .key = s.tls_key,
                    .verify = !s.allow_insecure};
  if (!rest.empty() && rest.back() == '/')
    rest.remove_suffix(1);
  if (!split(rest, to))
    return bad_url(s, "does not name a host and a port");
  if (tls && s.tls_cert.empty() != s.tls_key.empty())
    return problem{severity::error,
                   {},
                   s.tls_cert.empty() ? "TLSCert" : "TLSKey",
                   "a client certificate needs both TLSCert and TLSKey",
                   "name both files, or none"};
  return to;
}

} // namespace

std::variant<engine_address, problem> engine_address_of(const settings& s) {
  const std::string_view url = s.docker_url;
  const auto split_at = url.find("://");
  if (split_at == std::string_view::npos)
    return bad_url(s, "has no scheme");
  const auto scheme = url.substr(0, split_at), rest = url.substr(split_at + 3);
  if (scheme == "unix") {
    if (rest.empty() || rest.front() != '/' || rest.size() > longest_socket_path)
      return bad_url(s, "does not name the path of a socket (absolute, at most 107 bytes)");
    engine_address to;
    to.path = rest;
    return to;
  }
  const bool certificates = !s.tls_ca_cert.empty() || !s.tls_cert.empty() || !s.tls_key.empty();
  if (scheme == "tcp")
    return over_network(s, rest, certificates);
  if (scheme == "http" || scheme == "https")
    return over_network(s, rest, scheme == "https");
  return bad_url(s, "has a scheme that is not known");
}

std::string to_string(const engine_address& address) {
  if (address.transport == engine_transport::unix_socket)
    return "unix://" + address.path;
  const auto host = address.host.find(':') == std::string::npos ? address.host : '[' + address.host + ']';
  return (address.transport == engine_transport::tls ? "https://" : "tcp://") + host + ':' +
         std::to_string(address.port);
}

} // namespace signalbox
