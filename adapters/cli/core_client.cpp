#include "adapters/cli/core_client.hpp"

#include "adapters/http/http_url.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <optional>
#include <sstream>

namespace signalbox {

namespace {

constexpr std::size_t most_bytes = 64 * 1024 * 1024;

using tcp_stream = boost::asio::ip::tcp::iostream;

/// Skips the header lines after the first; returns the Content-Length.
std::optional<std::size_t> skip_head(tcp_stream& stream) {
  std::optional<std::size_t> length;
  std::string line;
  std::getline(stream, line);
  while (std::getline(stream, line) && line != "\r") {
    for (auto& c : line)
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (line.starts_with("content-length:"))
      length = std::stoull(line.substr(line.find(':') + 1));
  }
  return length;
}

} // namespace

core_reply ask_core(const std::string& url, std::chrono::milliseconds timeout) {
  const auto to = http_url_of(url);
  if (!to)
    return {0, "", "not an http:// URL"};
  tcp_stream stream;
  stream.expires_after(timeout);
  stream.connect(to->host, to->port);
  stream << "GET " << to->path << " HTTP/1.1\r\nHost: " << to->host << "\r\nConnection: close\r\n\r\n" << std::flush;
  std::string version;
  core_reply reply;
  stream >> version >> reply.status;
  if (!stream)
    return {0, "", "no answer: " + stream.error().message()};
  const auto length = skip_head(stream);
  if (!stream || !length || *length > most_bytes)
    return {0, "", "the answer is none of Signalbox"};
  reply.body.resize(*length);
  if (!stream.read(reply.body.data(), static_cast<std::streamsize>(*length)))
    return {0, "", "the answer broke off: " + stream.error().message()};
  return reply;
}

} // namespace signalbox
