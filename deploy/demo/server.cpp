#include "server.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>

#include <optional>
#include <utility>

namespace signalbox::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using plain_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;

constexpr std::chrono::seconds patience{75};
constexpr std::size_t largest_body = 64 << 20;

// What came over a websocket goes back over it, until the other end closes.
template <class Stream>
class echo : public std::enable_shared_from_this<echo<Stream>> {
public:
  echo(Stream stream, std::shared_ptr<house> of) : socket_{std::move(stream)}, house_{std::move(of)} {
    ++house_->connections;
  }
  ~echo() { --house_->connections; }

  void accept(request asked) {
    beast::get_lowest_layer(socket_).expires_never();
    socket_.set_option(beast::websocket::stream_base::timeout::suggested(beast::role_type::server));
    asked_ = std::move(asked);
    socket_.async_accept(asked_, [me = this->shared_from_this()](beast::error_code failed) {
      if (!failed)
        me->read();
    });
  }

private:
  void read() {
    socket_.async_read(buffer_, [me = this->shared_from_this()](beast::error_code failed, std::size_t) {
      if (!failed)
        me->write();
    });
  }

  void write() {
    socket_.text(socket_.got_text());
    socket_.async_write(buffer_.data(), [me = this->shared_from_this()](beast::error_code failed, std::size_t) {
      me->buffer_.clear();
      if (!failed)
        me->read();
    });
  }

  beast::websocket::stream<Stream> socket_;
  beast::flat_buffer buffer_;
  request asked_;
  std::shared_ptr<house> house_;
};

// One connection: read, wait if the answer says so, write, and again. It lives as long as a callback holds it.
template <class Stream>
class session : public std::enable_shared_from_this<session<Stream>> {
public:
  session(Stream stream, std::shared_ptr<house> of)
      : stream_{std::move(stream)}, pause_{stream_.get_executor()}, house_{std::move(of)} {
    ++house_->connections;
  }
  ~session() { --house_->connections; }

  void begin() {
    if constexpr (std::is_same_v<Stream, tls_stream>) {
      socket().expires_after(patience);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [me = this->shared_from_this()](beast::error_code failed) {
                                if (!failed)
                                  me->read();
                              });
    } else {
      read();
    }
  }

private:
  beast::tcp_stream& socket() { return beast::get_lowest_layer(stream_); }

  void read() {
    parser_.emplace().body_limit(largest_body);
    socket().expires_after(patience);
    http::async_read(stream_, buffer_, *parser_,
                     [me = this->shared_from_this()](beast::error_code failed, std::size_t) {
                       if (!failed)
                         me->give();
                     });
  }

  void give() {
    if (beast::websocket::is_upgrade(parser_->get()))
      return std::make_shared<echo<Stream>>(std::move(stream_), house_)->accept(parser_->release());
    auto given = answer_to(parser_->get(), house_->self);
    reply_ = std::move(given.reply);
    if (given.delay.count() == 0)
      return write();
    socket().expires_never();
    pause_.expires_after(given.delay);
    pause_.async_wait([me = this->shared_from_this()](beast::error_code) { me->write(); });
  }

  void write() {
    socket().expires_after(patience);
    http::async_write(stream_, reply_, [me = this->shared_from_this()](beast::error_code failed, std::size_t) {
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

  Stream stream_;
  asio::steady_timer pause_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  response reply_;
  std::shared_ptr<house> house_;
};

void serve(tcp::socket socket, const std::shared_ptr<house>& of) {
  if (of->tls)
    std::make_shared<session<tls_stream>>(tls_stream{std::move(socket), *of->tls}, of)->begin();
  else
    std::make_shared<session<plain_stream>>(plain_stream{std::move(socket)}, of)->begin();
}

} // namespace

server::server(tcp::acceptor acceptor, identity self, std::optional<asio::ssl::context> tls)
    : acceptor_{std::move(acceptor)}, breath_{acceptor_.get_executor()}, house_{std::make_shared<house>()} {
  house_->self = std::move(self);
  house_->tls = std::move(tls);
}

// An accept that fails (no more file descriptors) would fail again at once: it waits for some to be closed.
void server::start() {
  acceptor_.async_accept([this](beast::error_code failed, tcp::socket socket) {
    if (!failed && house_->connections < most_connections)
      serve(std::move(socket), house_);
    if (!failed)
      return start();
    breath_.expires_after(std::chrono::milliseconds{100});
    breath_.async_wait([this](beast::error_code) { start(); });
  });
}

} // namespace signalbox::demo
