// A small HTTP/1.1 server with its own thread: keep-alive, pipelining, chunked replies, TCP or unix socket.
//
// Unknown callers can reach its port. So every phase of a connection has a deadline, every buffer a limit, and the
// number of connections a maximum: no client can exhaust the process.
#pragma once
#include "adapters/http/router.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace signalbox {

/// Limits for each client. A deadline that passes closes the connection.
struct http_limits {
  std::size_t header_bytes = 16 * 1024; ///< request line and headers; more is answered with 431
  std::size_t body_bytes = 0;           ///< of a request; more is answered with 413
  /// Replaces `body_bytes` for one request, if the limit depends on caller or path. Called with the request's head, on
  /// the io thread.
  std::function<std::size_t(const http_request& head)> body_bytes_of{};
  /// Called for a request whose body was too large; on the io thread.
  std::function<void(const http_request& head)> body_refused{};
  std::size_t connections = 256; ///< above it the oldest idle one is closed, else the new one
  std::chrono::milliseconds header_deadline{
      5000}; ///< from the connection, or the first byte of a later request, to the last header
  std::chrono::milliseconds body_deadline{10000};  ///< from the last header to the last byte of the body
  std::chrono::milliseconds idle_deadline{30000};  ///< between two requests of a connection
  std::chrono::milliseconds write_deadline{10000}; ///< for a whole reply, or for one piece of a stream
};

/// Listening failed. The text contains the setting, the address and the reason.
class listen_error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Serves from construction until `stop` or destruction.
class http_server {
public:
  /// Binds and starts to serve. `listen_addr` has a form of `parse_listen_address`; a unix socket without a listener is
  /// replaced. Throws `listen_error`, whose text contains `setting`.
  http_server(const std::string& listen_addr, http_routes routes, http_limits limits = {},
              const std::string& setting = "ListenAddr");
  ~http_server();
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  /// The TCP port that was bound; 0 for a unix socket.
  std::uint16_t port() const;
  /// Number of open connections; on any thread.
  std::size_t connections() const;
  /// Closes every connection and ends the thread; no handler runs afterwards. Must not be called from a handler.
  void stop();

private:
  class impl;
  std::shared_ptr<impl> impl_;
};

} // namespace signalbox
