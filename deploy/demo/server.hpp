#pragma once

#include "answers.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <optional>

namespace signalbox::demo {

/// State of all connections of one server.
struct house {
  identity self;
  std::optional<boost::asio::ssl::context> tls; ///< if set, every connection is TLS
  std::size_t connections = 0;
};

/// Answers every connection with answer_to, on the thread that runs the context of the acceptor; returns the messages
/// of a websocket. Connections over the limit are closed unread, and idle connections or incomplete requests after 75
/// s.
class server {
public:
  server(boost::asio::ip::tcp::acceptor acceptor, identity self, std::optional<boost::asio::ssl::context> tls);
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Returns at once; the server must outlive the run of its context.
  void start();

private:
  static constexpr std::size_t most_connections = 8192;

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer breath_;
  std::shared_ptr<house> house_;
};

} // namespace signalbox::demo
