// One client's connection: reads a request, writes its reply, and closes when a deadline passes. Only for use on the io
// thread.
#pragma once
#include "adapters/http/request_reader.hpp"

#include <array>
#include <atomic>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

namespace signalbox::serving {

class connection;

/// The server's interface for connections. Outlives every connection.
class connection_owner {
public:
  virtual ~connection_owner() = default;
  virtual http_reply answer(const http_request& request) = 0;
  /// The connection is closed; the owner removes it.
  virtual void closed(connection& c) = 0;
};

using client_socket = boost::asio::generic::stream_protocol::socket;

class connection : public std::enable_shared_from_this<connection> {
public:
  connection(std::shared_ptr<connection_owner> owner, client_socket socket, const http_limits& limits);
  void start();
  void close();
  /// Waits for a request, and has received no byte of it.
  bool idle() const { return phase_ == phase::reading && reader_.where() == request_reader::state::empty; }
  /// Has received a part of a header.
  bool half_open() const { return phase_ == phase::reading && reader_.where() == request_reader::state::header; }

private:
  friend class piece_writer;
  enum class phase { reading, writing, waiting, streaming, lingering, closed };

  void read();
  void on_bytes(std::size_t size);
  void progress(request_reader::state s);
  void read_body();
  void dispatch();
  void send(http_reply reply);
  void send_whole(const http_reply& reply);
  void send_stream(http_reply reply);
  void await(const http_reply& reply);
  void write_then(std::string bytes, void (connection::*next)());
  void sent();
  void linger();
  void arm(std::chrono::milliseconds deadline);
  void disarm();

  // The current stream.
  void piece(std::string bytes);
  void flush();
  void end_stream(bool clean);
  void finish_stream();

  std::shared_ptr<connection_owner> owner_;
  client_socket socket_;
  const http_limits limits_;
  boost::asio::steady_timer timer_;
  request_reader reader_;
  std::array<char, 16384> chunk_{};
  std::string out_, queue_;
  phase phase_ = phase::reading;
  request_reader::state last_ = request_reader::state::empty;
  std::uint64_t exchange_ = 0; ///< distinguishes a late answer from the current request's
  std::uint64_t alarm_ = 0;    ///< distinguishes a stale deadline from the current one
  std::uint64_t lingered_ = 0;
  bool reading_ = false, writing_ = false, keep_ = true, head_only_ = false, peer_ended_ = false;
  bool chunked_ = false, ending_ = false, clean_ = false;
  std::uint64_t stream_left_ = 0;
  std::shared_ptr<std::atomic<bool>> stream_open_;
};

} // namespace signalbox::serving
