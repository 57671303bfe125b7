#include "adapters/docker/byte_stream.hpp"

#include "adapters/docker/asio_stream.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace signalbox {

namespace asio = boost::asio;
using asio::ip::tcp;
using unix_socket = asio::local::stream_protocol::socket;

namespace {

class unix_stream : public asio_stream<unix_socket> {
public:
  unix_stream(asio::io_context& io, engine_address address) : asio_stream(io), address_(std::move(address)) {}

  void open(on_done done) override {
    on_open_ = std::move(done);
    socket_.async_connect(
        asio::local::stream_protocol::endpoint(address_.path),
        [me = shared_from_this(), this](const boost::system::error_code& ec) { finish(on_open_, error_text(ec)); });
  }

private:
  engine_address address_;
};

class tcp_stream : public asio_stream<tcp::socket> {
public:
  tcp_stream(asio::io_context& io, engine_address address) : asio_stream(io), address_(std::move(address)) {}

  void open(on_done done) override {
    on_open_ = std::move(done);
    connect_tcp(socket_, closed_, address_, [me = shared_from_this(), this](const boost::system::error_code& ec) {
      finish(on_open_, error_text(ec));
    });
  }

private:
  engine_address address_;
};

// A peer that disappears without closing the connection is detected after 15 + 3 * 5 seconds.
void keep_alive(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  socket.set_option(tcp::no_delay(true), ignored);
  const auto set = [&socket](int option, int value) {
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, option, &value, sizeof value);
  };
  set(TCP_KEEPIDLE, 15);
  set(TCP_KEEPINTVL, 5);
  set(TCP_KEEPCNT, 3);
  set(TCP_USER_TIMEOUT, 30'000);
}

void connect_to(tcp::socket& socket, const tcp::resolver::results_type& endpoints,
                std::function<void(boost::system::error_code)> done) {
  asio::async_connect(socket, endpoints,
                      [&socket, done = std::move(done)](const boost::system::error_code& ec, const tcp::endpoint&) {
                        if (!ec)
                          keep_alive(socket);
                        done(ec);
                      });
}

} // namespace

void connect_tcp(tcp::socket& socket, const bool& closed, const engine_address& address,
                 std::function<void(boost::system::error_code)> done) {
  boost::system::error_code not_an_address;
  const auto ip = asio::ip::make_address(address.host, not_an_address);
  if (!not_an_address) {
    const tcp::endpoint endpoint(ip, address.port);
    return connect_to(socket, tcp::resolver::results_type::create(endpoint, address.host, {}), std::move(done));
  }
  auto resolver = std::make_shared<tcp::resolver>(socket.get_executor());
  resolver->async_resolve(address.host, std::to_string(address.port),
                          [resolver, &socket, &closed, done = std::move(done)](
                              const boost::system::error_code& ec, const tcp::resolver::results_type& found) {
                            if (ec || closed)
                              done(ec);
                            else
                              connect_to(socket, found, done);
                          });
}

std::shared_ptr<byte_stream> make_byte_stream(engine_thread& thread, const engine_address& address) {
  auto& io = thread.inside().io;
  switch (address.transport) {
  case engine_transport::unix_socket:
    return std::make_shared<unix_stream>(io, address);
  case engine_transport::tcp:
    return std::make_shared<tcp_stream>(io, address);
  case engine_transport::tls:
    return make_tls_stream(thread, address);
  }
  throw std::logic_error("no such transport");
}

} // namespace signalbox
