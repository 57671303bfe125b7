// A listening socket, TCP or unix.
#pragma once
#include "adapters/http/connection.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <cstdint>
#include <functional>
#include <string>

namespace signalbox::serving {

class listener {
public:
  /// Binds and listens; throws `listen_error`.
  listener(boost::asio::io_context& io, const std::string& listen_addr, std::string setting);
  ~listener();
  void accept(std::function<void(boost::system::error_code, client_socket)> done);
  /// Stops listening and removes the unix socket.
  void close();
  std::uint16_t port() const { return port_; }

private:
  using endpoint = boost::asio::generic::stream_protocol::endpoint;
  boost::system::error_code bind(const endpoint& at, bool both_families);
  void bind_tcp(const std::string& listen_addr, const std::string& host, std::uint16_t port);
  void bind_unix(const std::string& path);
  std::string about(const std::string& listen_addr) const;

  boost::asio::io_context& io_;
  boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol> acceptor_;
  std::string setting_; ///< name of the setting in error texts
  std::uint16_t port_ = 0;
  std::string path_;
};

} // namespace signalbox::serving
