#include "adapters/extension/extension_client.hpp"

#include "adapters/http/http_url.hpp"
#include "adapters/json/route_json.hpp"
#include "adapters/longpoll/extension_protocol.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <stdexcept>

namespace signalbox {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

/// One request and its reply; `done` is called once.
class exchange : public std::enable_shared_from_this<exchange> {
public:
  using on_reply = std::function<void(error_code, unsigned status, std::string body)>;

  exchange(asio::io_context& io, const http_url& to, const std::string& target, const std::string& body,
           milliseconds limit, on_reply done)
      : resolver_(io), socket_(io), deadline_(io), done_(std::move(done)), limit_(limit) {
    request_ =
        "POST " + target + " HTTP/1.1\r\nHost: " + to.host + ':' + to.port +
        "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    parser_.eager(true);
    parser_.body_limit(longest_extension_poll);
  }

  void start(const http_url& to) {
    resolver_.async_resolve(to.host, to.port, [self = shared_from_this()](error_code failed, const addresses& found) {
      if (failed)
        return self->end(failed);
      self->arm(std::chrono::seconds(2));
      asio::async_connect(self->socket_, found, [self](error_code e, const tcp::endpoint&) {
        if (e)
          self->end(e);
        else
          self->write();
      });
    });
  }

private:
  using addresses = tcp::resolver::results_type;

  void arm(milliseconds limit) {
    deadline_.expires_after(limit);
    deadline_.async_wait([weak = weak_from_this()](error_code stopped) {
      const auto self = weak.lock();
      if (stopped || !self)
        return;
      self->late_ = true;
      error_code ignored;
      self->socket_.close(ignored);
    });
  }
  void write() {
    arm(limit_);
    asio::async_write(socket_, asio::buffer(request_), [self = shared_from_this()](error_code failed, std::size_t) {
      if (failed)
        self->end(failed);
      else
        self->read();
    });
  }
  void read() {
    socket_.async_read_some(asio::buffer(in_), [self = shared_from_this()](error_code failed, std::size_t size) {
      self->take(failed, std::string_view(self->in_.data(), size));
    });
  }
  void take(error_code failed, std::string_view bytes) {
    unread_.append(bytes);
    error_code wrong;
    while (!wrong && !unread_.empty() && !parser_.is_done())
      unread_.erase(0, parser_.put(asio::buffer(unread_), wrong));
    if (wrong == http::error::need_more)
      wrong = {};
    if (!wrong && failed == asio::error::eof)
      parser_.put_eof(wrong);
    else if (!wrong)
      wrong = failed;
    if (wrong || parser_.is_done())
      end(wrong);
    else
      read();
  }
  void end(error_code failed) {
    deadline_.cancel();
    if (late_)
      failed = asio::error::timed_out;
    if (failed)
      done_(failed, 0, {});
    else
      done_({}, parser_.get().result_int(), std::move(parser_.get().body()));
  }

  tcp::resolver resolver_;
  tcp::socket socket_;
  asio::steady_timer deadline_;
  std::string request_, unread_;
  std::array<char, 65536> in_;
  http::response_parser<http::string_body> parser_;
  on_reply done_;
  milliseconds limit_;
  bool late_ = false;
};

class client {
public:
  client(const extension_client_settings& s, const http_url& core, const renderer& render,
         const std::function<void(bool, const std::string&)>& log)
      : settings_(s), core_(core), render_(render), log_(log), pause_(s.least_pause) {
    poll_.event.task = s.task;
    poll_.event.program = s.program;
    poll_.token = s.token;
  }

  void run() {
    signals_.async_wait([this](error_code, int) { io_.stop(); });
    ask();
    io_.run();
  }

private:
  void ask() {
    auto target = "/v1/extensions/" + settings_.cluster + "?wait=" + std::to_string(settings_.wait.count());
    const auto e = std::make_shared<exchange>(
        io_, core_, std::move(target), poll_text(poll_), settings_.wait + std::chrono::seconds(20),
        [this](error_code failed, unsigned status, const std::string& body) { take(failed, status, body); });
    e->start(core_);
  }

  void take(error_code failed, unsigned status, const std::string& body) {
    if (failed || (status != 200 && status != 204)) {
      complain(failed ? failed.message() : "it answered " + std::to_string(status) + ": " + printable(body, 300));
      return later();
    }
    poll_.answer.reset(); // core has received it
    pause_ = settings_.least_pause;
    if (!std::exchange(connected_, true))
      log_(false, "polls core at " + settings_.core + " for the routes of " + settings_.cluster);
    last_error_.clear();
    if (status == 200)
      work(body);
    ask();
  }

  void work(const std::string& body) {
    try {
      const auto from = nlohmann::json::parse(body);
      poll_.event.request = from.at("request").get<std::string>();
      auto in = routes_from_json(from);
      poll_.answer = render_(in.routes, in.cluster);
      const auto* text = std::get_if<rendered_text>(&*poll_.answer);
      log_(false, "request " + poll_.event.request + ": " + std::to_string(in.routes.hosts.size()) + " hosts, " +
                      (text ? std::to_string(text->text.size()) + " bytes" : "problems"));
    } catch (const std::exception& e) {
      poll_.answer =
          render_failed{{{severity::error, "", "request of core", e.what(), "use an extension of core's own version"}}};
      log_(true, std::string{"core's request cannot be read: "} + e.what());
    }
  }

  void complain(const std::string& what) {
    connected_ = false;
    if (std::exchange(last_error_, what) != what)
      log_(true, "core at " + settings_.core + " cannot be asked: " + what);
  }

  void later() {
    timer_.expires_after(pause_);
    pause_ = std::min(pause_ * 2, settings_.longest_pause);
    timer_.async_wait([this](error_code failed) {
      if (!failed)
        ask();
    });
  }

  const extension_client_settings& settings_;
  const http_url& core_;
  const renderer& render_;
  const std::function<void(bool, const std::string&)>& log_;
  asio::io_context io_{1};
  asio::signal_set signals_{io_, SIGTERM, SIGINT};
  asio::steady_timer timer_{io_};
  extension_poll poll_;
  milliseconds pause_;
  bool connected_ = false;
  std::string last_error_;
};

} // namespace

void serve_extension(const extension_client_settings& settings, const renderer& render,
                     const std::function<void(bool, const std::string&)>& log) {
  const auto core = http_url_of(settings.core);
  if (!core)
    throw std::invalid_argument("'" + printable(settings.core) + "' is no http:// URL");
  client{settings, *core, render, log}.run();
}

} // namespace signalbox
