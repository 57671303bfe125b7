#include "server.hpp"

#include "wire.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <optional>
#include <utility>

namespace signalbox::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

constexpr std::chrono::seconds timeout{75};
constexpr std::size_t largest_body = 64 << 20;

// Returns each message of a websocket, until the client closes it.
class echo : public std::enable_shared_from_this<echo> {
public:
  echo(wire stream, std::shared_ptr<house> of) : socket_{std::move(stream)}, house_{std::move(of)} {
    ++house_->connections;
  }
  ~echo() { --house_->connections; }

  void accept(request asked) {
    beast::get_lowest_layer(socket_).expires_never();
    socket_.set_option(beast::websocket::stream_base::timeout::suggested(beast::role_type::server));
    asked_ = std::move(asked);
    socket_.async_accept(asked_, [me = shared_from_this()](beast::error_code failed) {
      if (!failed)
        me->read();
    });
  }

private:
  void read() {
    socket_.async_read(buffer_, [me = shared_from_this()](beast::error_code failed, std::size_t) {
      if (!failed)
        me->write();
    });
  }

  void write() {
    socket_.text(socket_.got_text());
    socket_.async_write(buffer_.data(), [me = shared_from_this()](beast::error_code failed, std::size_t) {
      me->buffer_.clear();
      if (!failed)
        me->read();
    });
  }

  beast::websocket::stream<wire, false> socket_; // without deflate: the extension is not offered
  beast::flat_buffer buffer_;
  request asked_;
  std::shared_ptr<house> house_;
};

// One connection: reads a request, waits for the response's delay, writes, and repeats. Pending callbacks own it.
class session : public std::enable_shared_from_this<session> {
public:
  session(wire stream, std::shared_ptr<house> of)
      : stream_{std::move(stream)}, pause_{stream_.get_executor()}, house_{std::move(of)} {
    ++house_->connections;
  }
  ~session() { --house_->connections; }

  void begin() {
    socket().expires_after(timeout);
    stream_.by().begin([me = shared_from_this()](beast::error_code failed) {
      if (!failed)
        me->read();
    });
  }

private:
  beast::tcp_stream& socket() { return stream_.next_layer(); }

  void read() {
    parser_.emplace().body_limit(largest_body);
    socket().expires_after(timeout);
    http::async_read(stream_, buffer_, *parser_, [me = shared_from_this()](beast::error_code failed, std::size_t) {
      if (!failed)
        me->give();
    });
  }

  void give() {
    if (beast::websocket::is_upgrade(parser_->get()))
      return std::make_shared<echo>(std::move(stream_), house_)->accept(parser_->release());
    auto given = answer_to(parser_->get(), house_->self);
    reply_ = std::move(given.reply);
    if (given.delay.count() == 0)
      return write();
    socket().expires_never();
    pause_.expires_after(given.delay);
    pause_.async_wait([me = shared_from_this()](beast::error_code) { me->write(); });
  }

  void write() {
    socket().expires_after(timeout);
    http::async_write(stream_, reply_, [me = shared_from_this()](beast::error_code failed, std::size_t) {
      if (!failed && me->reply_.keep_alive())
        me->read();
      else
        me->close();
    });
  }

  void close() {
    beast::error_code ignored;
    socket().socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  wire stream_;
  asio::steady_timer pause_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  response reply_;
  std::shared_ptr<house> house_;
};

void admit(tcp::socket socket, const std::shared_ptr<house>& of) {
  wire over{make_carrier(std::move(socket), of->tls ? &*of->tls : nullptr)};
  std::make_shared<session>(std::move(over), of)->begin();
}

} // namespace

server::server(tcp::acceptor acceptor, identity self, std::optional<asio::ssl::context> tls)
    : acceptor_{std::move(acceptor)}, breath_{acceptor_.get_executor()}, house_{std::make_shared<house>()} {
  house_->self = std::move(self);
  house_->tls = std::move(tls);
}

// After a failed accept (no more file descriptors) the next one would fail at once: the server waits until connections
// are closed.
void server::start() {
  acceptor_.async_accept([this](beast::error_code failed, tcp::socket socket) {
    if (!failed && house_->connections < most_connections)
      admit(std::move(socket), house_);
    if (!failed)
      return start();
    breath_.expires_after(std::chrono::milliseconds{100});
    breath_.async_wait([this](beast::error_code) { start(); });
  });
}

} // namespace signalbox::demo
