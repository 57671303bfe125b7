#include "server.hpp"

#include <boost/beast/core.hpp>

#include <optional>

namespace signalbox::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

constexpr std::chrono::seconds patience{75};
constexpr std::size_t largest_body = 1 << 20;

// One connection: read, wait if the answer says so, write, and again. It lives as long as a callback holds it.
class session : public std::enable_shared_from_this<session> {
public:
  session(tcp::socket socket, std::shared_ptr<house> of)
      : stream_{std::move(socket)}, pause_{stream_.get_executor()}, house_{std::move(of)} {
    ++house_->connections;
  }
  ~session() { --house_->connections; }

  void read() {
    parser_.emplace().body_limit(largest_body);
    stream_.expires_after(patience);
    http::async_read(stream_, buffer_, *parser_, [me = shared_from_this()](beast::error_code failed, std::size_t) {
      if (!failed)
        me->give();
    });
  }

private:
  void give() {
    auto given = answer_to(parser_->get(), house_->self);
    reply_ = std::move(given.reply);
    if (given.delay.count() == 0)
      return write();
    stream_.expires_never();
    pause_.expires_after(given.delay);
    pause_.async_wait([me = shared_from_this()](beast::error_code) { me->write(); });
  }

  void write() {
    stream_.expires_after(patience);
    http::async_write(stream_, reply_, [me = shared_from_this()](beast::error_code failed, std::size_t) {
      if (!failed && me->reply_.keep_alive())
        me->read();
      else
        me->close();
    });
  }

  void close() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  asio::steady_timer pause_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  response reply_;
  std::shared_ptr<house> house_;
};

} // namespace

server::server(tcp::acceptor acceptor, identity self)
    : acceptor_{std::move(acceptor)}, breath_{acceptor_.get_executor()}, house_{std::make_shared<house>(
                                                                             house{std::move(self)})} {}

// An accept that fails (no more file descriptors) would fail again at once: it waits for some to be closed.
void server::start() {
  acceptor_.async_accept([this](beast::error_code failed, tcp::socket socket) {
    if (!failed && house_->connections < most_connections)
      std::make_shared<session>(std::move(socket), house_)->read();
    if (!failed)
      return start();
    breath_.expires_after(std::chrono::milliseconds{100});
    breath_.async_wait([this](beast::error_code) { start(); });
  });
}

} // namespace signalbox::demo
