// The streaming part of a connection: pieces are queued from any thread, and written one at a time.
#include "adapters/http/connection.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <cstdio>

namespace signalbox::serving {
namespace asio = boost::asio;

namespace {
constexpr std::size_t unread_limit = 8 << 20;
}

/// Holds a weak reference to the connection: a writer that is never released keeps no socket open.
class piece_writer : public stream_writer {
public:
  piece_writer(std::weak_ptr<connection> to, client_socket::executor_type executor,
               std::shared_ptr<std::atomic<bool>> on)
      : to_(std::move(to)), executor_(std::move(executor)), open_(std::move(on)) {}
  ~piece_writer() override { end(false); }

  void write(std::string piece) override {
    post([piece = std::move(piece)](connection& c) mutable { c.piece(std::move(piece)); });
  }
  void close() override { end(true); }
  void abort() override { end(false); }
  bool open() const override { return open_->load(); }

private:
  template <class F>
  void post(F f) {
    auto held = to_.lock(); // also keeps the io_context alive
    if (!held || !open())
      return;
    asio::post(executor_, [to = to_, open = open_, f = std::move(f)]() mutable {
      if (auto c = to.lock(); c && c->stream_open_ == open)
        f(*c);
    });
  }
  void end(bool clean) {
    post([clean](connection& c) { c.end_stream(clean); });
    open_->store(false);
  }

  std::weak_ptr<connection> to_;
  client_socket::executor_type executor_;
  std::shared_ptr<std::atomic<bool>> open_;
};

void connection::send_stream(http_reply reply) {
  chunked_ = !reply.stream_length && reader_.http_1_1();
  if (!chunked_ && !reply.stream_length)
    keep_ = false;
  stream_left_ = reply.stream_length.value_or(0);
  std::string head = reply_head(reply, reply.stream_length, keep_, chunked_);
  if (head_only_) {
    phase_ = phase::writing;
    return write_then(std::move(head), &connection::sent);
  }
  phase_ = phase::streaming;
  ending_ = clean_ = false;
  queue_ = std::move(head);
  stream_open_ = std::make_shared<std::atomic<bool>>(true);
  // Before the header is sent: a client that has received the header misses no piece.
  reply.stream(std::make_shared<piece_writer>(weak_from_this(), socket_.get_executor(), stream_open_));
  flush();
  read(); // detects that the client disconnects
}

void connection::piece(std::string bytes) {
  if (phase_ != phase::streaming || ending_ || bytes.empty())
    return;
  if (chunked_) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    queue_ += size + bytes + "\r\n";
  } else {
    queue_ += bytes;
    stream_left_ -= std::min<std::uint64_t>(stream_left_, bytes.size());
  }
  if (queue_.size() > unread_limit)
    return close();
  flush();
}

void connection::flush() {
  if (writing_ || phase_ != phase::streaming)
    return;
  if (!queue_.empty())
    return write_then(std::exchange(queue_, {}), &connection::flush);
  if (ending_)
    finish_stream();
}

void connection::end_stream(bool clean) {
  if (phase_ != phase::streaming || ending_)
    return;
  ending_ = true;
  clean_ = clean && stream_left_ == 0;
  if (clean_ && chunked_)
    queue_ += "0\r\n\r\n";
  flush();
}

void connection::finish_stream() {
  stream_open_.reset();
  if (!clean_)
    return close();
  phase_ = phase::writing;
  sent();
}

} // namespace signalbox::serving
