#include "adapters/docker/response_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/optional/optional.hpp>

namespace signalbox {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t header_limit = 64u << 10;

/// A body that can be taken out while the parser is still appending to it.
struct draining_body {
  using value_type = std::string;
  class reader {
  public:
    template <bool IsRequest, class Fields>
    reader(http::header<IsRequest, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, error_code& ec) { ec = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, error_code& ec) {
      ec = {};
      std::size_t taken = 0;
      for (const auto piece : boost::beast::buffers_range_ref(buffers)) {
        body_.append(static_cast<const char*>(piece.data()), piece.size());
        taken += piece.size();
      }
      return taken;
    }
    void finish(error_code& ec) { ec = {}; }

  private:
    value_type& body_;
  };
};

std::string description(const error_code& ec, std::size_t body_limit) {
  if (ec == http::error::body_limit)
    return "the answer is larger than " + std::to_string(body_limit) + " bytes";
  if (ec == http::error::partial_message || ec == http::error::end_of_stream)
    return "the connection was closed in the middle of an answer";
  return "the answer is not proper HTTP: " + ec.message();
}

} // namespace

struct response_reader::parts {
  http::response_parser<draining_body> parser;
  std::string unread;
  std::size_t body_limit = 0;
};

response_reader::response_reader(std::size_t body_limit) : parts_(std::make_unique<parts>()) {
  parts_->body_limit = body_limit;
  parts_->parser.eager(true);
  parts_->parser.header_limit(header_limit);
  if (body_limit == 0)
    parts_->parser.body_limit(boost::none);
  else
    parts_->parser.body_limit(body_limit);
}

response_reader::~response_reader() = default;

std::string response_reader::put(std::string_view bytes) {
  auto& [parser, unread, limit] = *parts_;
  unread.append(bytes);
  while (!unread.empty() && !parser.is_done()) {
    error_code ec;
    const auto used = parser.put(asio::buffer(unread), ec);
    unread.erase(0, used);
    if (ec == http::error::need_more)
      break;
    if (ec)
      return description(ec, limit);
  }
  return {};
}

std::string response_reader::put_end() {
  error_code ec;
  if (!parts_->parser.is_done())
    parts_->parser.put_eof(ec);
  return ec ? description(ec, parts_->body_limit) : std::string{};
}

bool response_reader::head_done() const { return parts_->parser.is_header_done(); }

bool response_reader::done() const { return parts_->parser.is_done(); }

unsigned response_reader::status() const { return parts_->parser.get().result_int(); }

std::string response_reader::header(std::string_view name) const {
  const auto value = parts_->parser.get()[boost::beast::string_view(name.data(), name.size())];
  return {value.data(), value.size()};
}

std::string response_reader::take_body() { return std::exchange(parts_->parser.get().body(), {}); }

bool response_reader::reusable() const { return done() && parts_->unread.empty() && parts_->parser.keep_alive(); }

} // namespace signalbox
