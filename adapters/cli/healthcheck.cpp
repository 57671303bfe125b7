#include "adapters/cli/healthcheck.hpp"

#include "adapters/cli/command_line/health_url.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace signalbox {

namespace {

constexpr const char* usual_file = "/config.toml";

struct http_url {
  std::string host, port = "80", path = "/";
};

std::optional<http_url> parse(std::string url) {
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
  return u;
}

std::string ask(const http_url& url) {
  boost::asio::ip::tcp::iostream stream;
  stream.expires_after(std::chrono::seconds(2));
  stream.connect(url.host, url.port);
  stream << "GET " << url.path << " HTTP/1.1\r\nHost: " << url.host << "\r\nConnection: close\r\n\r\n" << std::flush;
  std::string version;
  int status = 0;
  stream >> version >> status;
  if (!stream)
    return "no answer: " + stream.error().message();
  return status == 200 ? "" : "answered " + std::to_string(status);
}

} // namespace

int healthcheck(healthcheck_command wanted) {
  // The image's check has no arguments: it asks the core that this container runs.
  if (wanted.url.empty() && wanted.file.empty() && std::filesystem::exists(usual_file))
    wanted.file = usual_file;
  const auto found = health_url(wanted);
  if (const auto* f = std::get_if<finished>(&found)) {
    std::cerr << f->text;
    return f->exit_code;
  }
  const auto& text = std::get<std::string>(found);
  const auto url = parse(text);
  const auto trouble = url ? ask(*url) : "not an http:// URL";
  if (trouble.empty())
    return exit_codes::ok;
  std::cerr << "signalbox healthcheck: " << text << ": " << trouble << '\n';
  return exit_codes::problems;
}

} // namespace signalbox
