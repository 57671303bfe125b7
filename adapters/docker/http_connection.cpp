#include "adapters/docker/http_connection.hpp"

#include <utility>

namespace signalbox {

namespace {

std::string host_of(const engine_address& address) {
  if (address.transport == engine_transport::unix_socket)
    return "docker";
  const auto text = to_string(address);
  return text.substr(text.find("://") + 3);
}

std::string request_text(const std::string& method, const std::string& target, const std::string& host,
                         const std::string& body) {
  auto text = method + ' ' + target + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: signalbox\r\n";
  if (method == "POST" || !body.empty())
    text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

} // namespace

http_connection::http_connection(engine_thread& thread, const engine_address& address)
    : host_(host_of(address)), stream_(make_byte_stream(thread, address)) {}

http_connection::~http_connection() { close(); }

void http_connection::close() {
  open_ = false;
  sink_.reset();
  stream_->close();
}

void http_connection::open(byte_stream::on_done done) {
  stream_->open([weak = weak_from_this(), done = std::move(done)](const std::string& error) {
    const auto me = weak.lock();
    if (!me)
      return;
    me->open_ = error.empty();
    if (me->open_)
      me->read_on();
    done(error);
  });
}

void http_connection::exchange(const std::string& method, const std::string& target, const std::string& body,
                               std::size_t body_limit, answer_sink sink) {
  sink_ = std::make_shared<const answer_sink>(std::move(sink));
  reader_.emplace(body_limit);
  silent_ = true;
  head_given_ = false;
  write_error_.clear();
  // A failed write alone is no error: the engine may answer and close before it has read the whole request.
  stream_->write(request_text(method, target, host_, body), [weak = weak_from_this()](const std::string& error) {
    if (const auto me = weak.lock())
      me->write_error_ = error;
  });
}

void http_connection::read_on() {
  stream_->read([weak = weak_from_this()](const std::string& error, std::string_view bytes) {
    if (const auto me = weak.lock())
      me->take(error, bytes);
  });
}

void http_connection::take(const std::string& error, std::string_view bytes) {
  if (!sink_)
    return close(); // idle: the engine has closed it, or sent unsolicited bytes
  silent_ = silent_ && bytes.empty();
  auto wrong = reader_->put(bytes);
  if (wrong.empty() && !error.empty())
    return take_end(error);
  hand_on();
  if (!sink_)
    return;
  if (!wrong.empty() || reader_->done())
    end_exchange(wrong);
  if (open_)
    read_on();
}

void http_connection::take_end(const std::string& error) {
  auto wrong = error == byte_stream::closed_by_peer && !silent_ ? reader_->put_end() : error;
  open_ = false;
  hand_on();
  if (sink_)
    end_exchange(!wrong.empty() && !write_error_.empty() ? write_error_ : wrong);
}

void http_connection::hand_on() {
  if (!reader_->head_done())
    return;
  const auto sink = sink_;
  if (!std::exchange(head_given_, true))
    sink->on_head(*reader_);
  if (!sink_)
    return;
  if (auto part = reader_->take_body(); !part.empty())
    sink->on_body(std::move(part));
}

void http_connection::end_exchange(const std::string& error) {
  open_ = open_ && error.empty() && reader_->reusable();
  if (!open_)
    stream_->close();
  std::exchange(sink_, nullptr)->on_end(error, silent_);
}

} // namespace signalbox
