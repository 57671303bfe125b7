// The transport of a connection, plain or TLS, as one stream type: Beast's operations are large templates, and are
// compiled once.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace signalbox::demo {

/// The operations of a stream without templates. Each calls back once; its buffers must stay valid until then.
class carrier {
public:
  using on_done = std::function<void(boost::beast::error_code)>;
  using on_size = std::function<void(boost::beast::error_code, std::size_t)>;

  virtual ~carrier() = default;
  virtual boost::beast::tcp_stream& socket() = 0;
  virtual void begin(on_done done) = 0;
  virtual void read(boost::asio::mutable_buffer into, on_size done) = 0;
  virtual void write(boost::asio::const_buffer from, on_size done) = 0;
  virtual void end(on_done done) = 0;
};

/// TLS if `tls` is set; the context must outlive the carrier.
std::unique_ptr<carrier> make_carrier(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

/// Adapts a carrier to Asio's AsyncStream.
class wire {
public:
  using next_layer_type = boost::beast::tcp_stream;
  using executor_type = next_layer_type::executor_type;

  explicit wire(std::unique_ptr<carrier> by) : by_{std::move(by)} {}

  next_layer_type& next_layer() { return by_->socket(); }
  const next_layer_type& next_layer() const { return by_->socket(); }
  executor_type get_executor() { return by_->socket().get_executor(); }
  carrier& by() { return *by_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& into, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::beast::error_code, std::size_t)>(
        [](auto handler, carrier* by, boost::asio::mutable_buffer place) { by->read(place, kept(std::move(handler))); },
        token, by_.get(), first<boost::asio::mutable_buffer>(into));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& from, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::beast::error_code, std::size_t)>(
        [](auto handler, carrier* by, boost::asio::const_buffer bytes) { by->write(bytes, kept(std::move(handler))); },
        token, by_.get(), first<boost::asio::const_buffer>(from));
  }

  /// Wraps a move-only handler in a copyable function.
  template <class Handler>
  static auto kept(Handler handler) {
    return [held = std::make_shared<Handler>(std::move(handler))](auto... result) {
      auto used = std::move(*held);
      used(result...);
    };
  }

private:
  template <class Buffer, class Buffers>
  static Buffer first(const Buffers& all) {
    for (auto i = boost::asio::buffer_sequence_begin(all); i != boost::asio::buffer_sequence_end(all); ++i)
      if (const Buffer one{*i}; one.size() != 0)
        return one;
    return {};
  }

  std::unique_ptr<carrier> by_;
};

/// Beast calls it when a websocket closes.
template <class Handler>
void async_teardown(boost::beast::role_type, wire& over, Handler&& handler) {
  over.by().end(wire::kept(std::forward<Handler>(handler)));
}

} // namespace signalbox::demo
