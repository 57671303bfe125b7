// Base class of the three transports. Only for the files that include Asio.
#pragma once
#include "adapters/docker/byte_stream.hpp"
#include "adapters/docker/engine_thread_parts.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace signalbox {

/// Reads and writes any Asio stream. Pending operations keep the object alive, but not the callbacks: `close` clears
/// them, so that none runs afterwards and no reference cycle remains.
template <class Socket>
class asio_stream : public byte_stream, public std::enable_shared_from_this<asio_stream<Socket>> {
public:
  template <class... Args>
  explicit asio_stream(Args&&... args) : socket_(std::forward<Args>(args)...) {}

  void write(std::string bytes, on_done done) override {
    out_ = std::move(bytes);
    on_written_ = std::move(done);
    boost::asio::async_write(socket_, boost::asio::buffer(out_),
                             [me = this->shared_from_this()](const boost::system::error_code& ec, std::size_t) {
                               finish(me->on_written_, error_text(ec));
                             });
  }

  void read(on_bytes done) override {
    on_read_ = std::move(done);
    socket_.async_read_some(boost::asio::buffer(in_),
                            [me = this->shared_from_this()](const boost::system::error_code& ec, std::size_t size) {
                              finish(me->on_read_, error_text(ec), std::string_view(me->in_.data(), size));
                            });
  }

  void close() override {
    closed_ = true;
    on_open_ = on_written_ = nullptr;
    on_read_ = nullptr;
    boost::system::error_code ignored;
    socket_.lowest_layer().close(ignored);
  }

protected:
  template <class Callback, class... Args>
  static void finish(Callback& slot, const Args&... args) {
    if (auto callback = std::exchange(slot, nullptr))
      callback(args...);
  }

  static std::string error_text(const boost::system::error_code& ec) {
    if (!ec)
      return {};
    return ec == boost::asio::error::eof ? closed_by_peer : ec.message();
  }

  Socket socket_;
  on_done on_open_;
  bool closed_ = false;

private:
  on_done on_written_;
  on_bytes on_read_;
  std::string out_;
  std::array<char, 65536> in_;
};

/// Resolves and connects; `done` runs on the I/O thread and has to keep `socket` and `closed` alive. An IP address is
/// not looked up. Does not connect once `closed` is true, because a lookup cannot be cancelled.
void connect_tcp(boost::asio::ip::tcp::socket& socket, const bool& closed, const engine_address& address,
                 std::function<void(boost::system::error_code)> done);

std::shared_ptr<byte_stream> make_tls_stream(engine_thread& thread, const engine_address& address);

} // namespace signalbox
