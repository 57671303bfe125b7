// Order of the phases of a connection: reading → (waiting) → writing or streaming → reading … → lingering → closed. At
// most one read and one write are pending; every completion holds a strong reference, every timer a weak one.
#include "adapters/http/connection.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cstring>

namespace signalbox::serving {
namespace asio = boost::asio;
using boost::system::error_code;
using reader_state = request_reader::state;

namespace {

std::string peer_address(const client_socket& socket) {
  error_code failed;
  const auto peer = socket.remote_endpoint(failed);
  asio::ip::tcp::endpoint address;
  if (failed || peer.size() > address.capacity() || peer.protocol().family() == AF_UNIX)
    return {};
  std::memcpy(address.data(), peer.data(), peer.size());
  const auto ip = address.address();
  if (ip.is_v6() && ip.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, ip.to_v6()).to_string();
  return ip.to_string();
}

} // namespace

connection::connection(std::shared_ptr<connection_owner> owner, client_socket socket, const http_limits& limits)
    : owner_(std::move(owner)), socket_(std::move(socket)), limits_(limits), timer_(socket_.get_executor()),
      reader_(limits, peer_address(socket_)) {}

void connection::start() {
  arm(limits_.header_deadline);
  read();
}

void connection::close() {
  if (phase_ == phase::closed)
    return;
  phase_ = phase::closed;
  if (stream_open_)
    stream_open_->store(false);
  error_code ignored;
  socket_.close(ignored);
  timer_.cancel();
  owner_->closed(*this);
}

void connection::arm(std::chrono::milliseconds deadline) {
  timer_.expires_after(deadline);
  timer_.async_wait([weak = weak_from_this(), at = ++alarm_](error_code failed) {
    if (auto self = weak.lock(); self && !failed && self->alarm_ == at)
      self->close();
  });
}

void connection::disarm() {
  ++alarm_; // the timer's handler may already be queued
  timer_.cancel();
}

void connection::read() {
  if (reading_ || phase_ == phase::closed)
    return;
  reading_ = true;
  socket_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](error_code failed, std::size_t size) {
    self->reading_ = false;
    if (!failed)
      return self->on_bytes(size);
    // A client may shut down its sending half and still read the reply that is being written.
    if (failed == asio::error::eof && self->phase_ == phase::writing)
      self->peer_ended_ = true;
    else
      self->close();
  });
}

void connection::on_bytes(std::size_t size) {
  if (phase_ == phase::lingering) {
    lingered_ += size;
    return lingered_ > (1 << 20) ? close() : read();
  }
  auto s = reader_.feed(chunk_.data(), size);
  if (phase_ == phase::reading)
    return progress(s);
  if (reader_.buffered() < limits_.header_bytes)
    read();
}

void connection::progress(reader_state s) {
  auto before = std::exchange(last_, s);
  if (s == reader_state::done)
    return dispatch();
  if (s == reader_state::refused) {
    keep_ = false;
    head_only_ = false;
    return send_whole(reader_.refusal());
  }
  if (s == reader_state::header && before == reader_state::empty)
    arm(limits_.header_deadline);
  if (s == reader_state::body && before != reader_state::body)
    arm(limits_.body_deadline);
  if (reader_.wants_continue())
    return write_then("HTTP/1.1 100 Continue\r\n\r\n", &connection::read_body);
  read();
}

void connection::read_body() {
  arm(limits_.body_deadline);
  read();
}

void connection::dispatch() {
  disarm();
  auto request = reader_.take();
  keep_ = reader_.keep_alive();
  head_only_ = request.method == "HEAD";
  ++exchange_;
  send(owner_->answer(request));
}

void connection::send(http_reply reply) {
  if (reply.later)
    await(reply);
  else if (reply.stream)
    send_stream(std::move(reply));
  else
    send_whole(reply);
}

void connection::await(const http_reply& reply) {
  phase_ = phase::waiting;
  read(); // detects that the client disconnects
  auto answer_once = [weak = weak_from_this(), at = exchange_, executor = socket_.get_executor()](http_reply r) {
    auto held = weak.lock(); // also keeps the io_context alive
    if (!held)
      return;
    asio::post(executor, [weak, at, r = std::move(r)]() mutable {
      if (auto self = weak.lock(); self && self->phase_ == phase::waiting && self->exchange_ == at)
        self->send(std::move(r));
    });
  };
  reply.later(std::move(answer_once));
}

void connection::send_whole(const http_reply& reply) {
  std::string bytes = reply_head(reply, reply.body.size(), keep_, false);
  if (!head_only_)
    bytes += reply.body;
  phase_ = phase::writing;
  write_then(std::move(bytes), &connection::sent);
}

void connection::write_then(std::string bytes, void (connection::*next)()) {
  out_ = std::move(bytes);
  writing_ = true;
  arm(limits_.write_deadline);
  asio::async_write(socket_, asio::buffer(out_), [self = shared_from_this(), next](error_code failed, std::size_t) {
    self->writing_ = false;
    if (failed)
      return self->close();
    self->disarm();
    (self.get()->*next)();
  });
}

void connection::sent() {
  if (phase_ == phase::closed)
    return;
  if (!keep_)
    return linger();
  phase_ = phase::reading;
  last_ = reader_state::empty;
  auto s = reader_.resume();
  if (s == reader_state::empty && peer_ended_)
    return close();
  arm(s == reader_state::empty ? limits_.idle_deadline : limits_.header_deadline);
  progress(s);
}

// Closing the socket while the client still sends would reset the connection, and the client would lose the reply.
void connection::linger() {
  phase_ = phase::lingering;
  error_code failed;
  socket_.shutdown(client_socket::shutdown_send, failed);
  if (failed || peer_ended_)
    return close();
  arm(std::chrono::seconds(1));
  read();
}

} // namespace signalbox::serving
