#include "adapters/http/request_reader.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace signalbox::serving {
namespace beast = boost::beast;
namespace http = boost::beast::http;

struct request_reader::parser : http::request_parser<http::string_body> {};

request_reader::request_reader(const http_limits& limits, std::string peer) : limits_(limits), peer_(std::move(peer)) {
  resume();
}
request_reader::~request_reader() = default;

request_reader::state request_reader::resume() {
  parser_ = std::make_unique<parser>();
  parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
  parser_->body_limit(boost::none); // no limit before the head is parsed
  continued_ = false;
  state_ = state::empty;
  return buffer_.empty() ? state_ : parse();
}

request_reader::state request_reader::feed(const char* data, std::size_t size) {
  buffer_.append(data, size);
  return state_ == state::done || state_ == state::refused ? state_ : parse();
}

request_reader::state request_reader::refuse(unsigned status, const std::string& why) {
  refusal_ = problem_reply(status, why);
  return state_ = state::refused;
}

request_reader::state request_reader::too_large() {
  if (limits_.body_refused)
    limits_.body_refused(head());
  return refuse(413, "the request's body is larger than " + std::to_string(body_limit_) + " bytes");
}

// The parser's own limit is not used: it checks the announced length before `body_bytes_of` can be called.
void request_reader::settle_body_limit() {
  body_limit_ = limits_.body_bytes_of ? limits_.body_bytes_of(head()) : limits_.body_bytes;
  parser_->eager(true);
}

/// The larger of Content-Length (0 if there is none) and the number of bytes received so far.
std::uint64_t request_reader::body_bytes_ahead() const {
  return std::max<std::uint64_t>(parser_->content_length().value_or(0), parser_->get().body().size());
}

request_reader::state request_reader::parse() {
  beast::error_code failed;
  while (!buffer_.empty() && !parser_->is_done() && !failed) {
    const bool in_head = !parser_->is_header_done();
    std::size_t used = parser_->put(boost::asio::buffer(buffer_), failed);
    buffer_.erase(0, used);
    if (in_head && parser_->is_header_done())
      settle_body_limit();
    else if (used == 0 && !failed)
      break;
    if (parser_->is_header_done() && body_bytes_ahead() > body_limit_)
      return too_large();
  }
  if (failed && failed != http::error::need_more) {
    if (failed == http::error::header_limit)
      return refuse(431, "the request's header is larger than " + std::to_string(limits_.header_bytes) + " bytes");
    return refuse(failed == http::error::bad_version ? 505 : 400, "not an HTTP request: " + failed.message());
  }
  if (!parser_->is_header_done()) {
    if (buffer_.size() > limits_.header_bytes)
      return refuse(431, "the request's header is larger than " + std::to_string(limits_.header_bytes) + " bytes");
    return state_ = buffer_.empty() ? state::empty : state::header;
  }
  if (parser_->get().version() >= 11 && parser_->get().count(http::field::host) != 1)
    return refuse(400, "a request needs one Host header");
  return state_ = parser_->is_done() ? state::done : state::body;
}

bool request_reader::wants_continue() {
  if (state_ != state::body || continued_)
    return false;
  continued_ = true;
  return beast::iequals(parser_->get()[http::field::expect], "100-continue");
}

http_request request_reader::head() const {
  http_request request;
  request.method = std::string(parser_->get().method_string());
  request.target = std::string(parser_->get().target());
  request.peer = peer_;
  split_target(request);
  return request;
}

http_request request_reader::take() {
  auto request = head();
  auto message = parser_->release();
  keep_alive_ = message.keep_alive();
  http_1_1_ = message.version() >= 11;
  for (const auto& field : message) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    auto& value = request.headers[name];
    value += (value.empty() ? "" : ", ") + std::string(field.value());
  }
  request.body = std::move(message.body());
  return request;
}

} // namespace signalbox::serving
