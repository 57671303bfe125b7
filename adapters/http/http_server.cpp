#include "adapters/http/http_server.hpp"

#include "adapters/http/connection.hpp"
#include "adapters/http/listener.hpp"

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <list>
#include <thread>

namespace signalbox {
namespace asio = boost::asio;
using boost::system::error_code;

using serving::client_socket;
using serving::connection;

class http_server::impl : public serving::connection_owner, public std::enable_shared_from_this<impl> {
public:
  impl(const std::string& listen_addr, http_routes routes, http_limits limits, const std::string& setting)
      : listener_(io_, listen_addr, setting), routes_(std::move(routes)), limits_(limits), retry_(io_) {}

  void start() {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  void stop() {
    if (!thread_.joinable())
      return;
    asio::post(io_, [this] {
      stopping_ = true;
      listener_.close();
      retry_.cancel();
      for (auto open = open_; auto& c : open)
        c->close();
    });
    thread_.join();
  }

  http_reply answer(const http_request& request) override { return route(routes_, request); }

  void closed(connection& c) override {
    open_.remove_if([&c](const auto& x) { return x.get() == &c; });
    count_ = open_.size();
  }

  std::uint16_t port() const { return listener_.port(); }
  std::size_t count() const { return count_; }

private:
  void accept() {
    listener_.accept([this](error_code failed, client_socket socket) {
      if (stopping_)
        return;
      if (failed)
        return accept_later();
      authorize(std::move(socket));
      accept();
    });
  }

  // accept fails mostly for lack of file descriptors: an immediate retry would be a busy loop.
  void accept_later() {
    retry_.expires_after(std::chrono::milliseconds(100));
    retry_.async_wait([this](error_code) {
      if (!stopping_)
        accept();
    });
  }

  void authorize(client_socket socket) {
    if (open_.size() >= limits_.connections && !make_room())
      return;
    error_code not_tcp;
    socket.set_option(asio::ip::tcp::no_delay(true), not_tcp);
    auto c = std::make_shared<connection>(shared_from_this(), std::move(socket), limits_);
    open_.push_back(c);
    count_ = open_.size();
    c->start();
  }

  bool make_room() {
    for (auto spare : {&connection::idle, &connection::half_open})
      for (auto& c : open_)
        if ((c.get()->*spare)()) {
          auto victim = c;
          victim->close();
          return true;
        }
    return false;
  }

  asio::io_context io_{1};
  serving::listener listener_;
  const http_routes routes_;
  const http_limits limits_;
  asio::steady_timer retry_;
  std::list<std::shared_ptr<connection>> open_; ///< oldest first
  std::atomic<std::size_t> count_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

http_server::http_server(const std::string& listen_addr, http_routes routes, http_limits limits,
                         const std::string& setting)
    : impl_(std::make_shared<impl>(listen_addr, std::move(routes), limits, setting)) {
  impl_->start();
}

http_server::~http_server() { stop(); }
std::uint16_t http_server::port() const { return impl_->port(); }
std::size_t http_server::connections() const { return impl_->count(); }
void http_server::stop() { impl_->stop(); }

} // namespace signalbox
