#include "adapters/extension/extension_client.hpp"

#include "adapters/extension/extension_words.hpp"
#include "adapters/extension/route_json.hpp"
#include "adapters/http/http_url.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>
#include <stdexcept>

namespace signalbox {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using std::chrono::milliseconds;

/// One request and its reply; `done` is called once.
class exchange : public std::enable_shared_from_this<exchange> {
public:
  using on_reply = std::function<void(error_code, unsigned status, std::string body)>;

  exchange(asio::io_context& io, const http_url& to, std::string target, std::string body, milliseconds limit,
           on_reply done)
      : resolver_(io), stream_(io), done_(std::move(done)), limit_(limit) {
    request_.method(http::verb::post);
    request_.target(std::move(target));
    request_.set(http::field::host, to.host + ':' + to.port);
    request_.set(http::field::content_type, "application/json");
    request_.keep_alive(false);
    request_.body() = std::move(body);
    request_.prepare_payload();
    parser_.body_limit(longest_extension_poll);
  }

  void start(const http_url& to) {
    resolver_.async_resolve(to.host, to.port, [self = shared_from_this()](error_code failed, auto found) {
      if (failed)
        return self->end(failed);
      self->stream_.expires_after(std::chrono::seconds(2));
      self->stream_.async_connect(found, [self](error_code e, const auto&) { e ? self->end(e) : self->write(); });
    });
  }

private:
  void write() {
    stream_.expires_after(limit_);
    http::async_write(stream_, request_, [self = shared_from_this()](error_code failed, std::size_t) {
      failed ? self->end(failed) : self->read();
    });
  }
  void read() {
    http::async_read(stream_, buffer_, parser_,
                     [self = shared_from_this()](error_code failed, std::size_t) { self->end(failed); });
  }
  void end(error_code failed) {
    if (failed)
      done_(failed, 0, {});
    else
      done_({}, parser_.get().result_int(), std::move(parser_.get().body()));
  }

  asio::ip::tcp::resolver resolver_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  on_reply done_;
  milliseconds limit_;
};

class client {
public:
  client(const extension_client_settings& s, const http_url& core, const renderer& render,
         const std::function<void(bool, const std::string&)>& log)
      : settings_(s), core_(core), render_(render), log_(log), pause_(s.least_pause) {
    poll_.word.task = s.task;
    poll_.word.program = s.program;
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
    poll_.answer.reset(); // it arrived
    pause_ = settings_.least_pause;
    if (!std::exchange(connected_, true))
      log_(false, "asks core at " + settings_.core + " for the routes of " + settings_.cluster);
    last_trouble_.clear();
    if (status == 200)
      work(body);
    ask();
  }

  void work(const std::string& body) {
    try {
      const auto from = nlohmann::json::parse(body);
      poll_.word.order = from.at("order").get<std::string>();
      auto in = routes_from_json(from);
      poll_.answer = render_(in.routes, in.cluster);
      const auto* text = std::get_if<rendered_text>(&*poll_.answer);
      log_(false, "order " + poll_.word.order + ": " + std::to_string(in.routes.hosts.size()) + " hosts, " +
                      (text ? std::to_string(text->text.size()) + " bytes" : "problems"));
    } catch (const std::exception& e) {
      poll_.answer =
          render_failed{{{severity::error, "", "order of core", e.what(), "use an extension of core's own version"}}};
      log_(true, std::string{"core's order cannot be read: "} + e.what());
    }
  }

  void complain(const std::string& what) {
    connected_ = false;
    if (std::exchange(last_trouble_, what) != what)
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
  std::string last_trouble_;
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
