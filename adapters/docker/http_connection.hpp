// One HTTP/1.1 connection to an engine, one exchange at a time. Only for use on the I/O thread.
#pragma once
#include "adapters/docker/byte_stream.hpp"
#include "adapters/docker/response_reader.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace signalbox {

/// Callbacks for an answer. The connection is alive during each call; a callback may close or drop it.
struct answer_sink {
  std::function<void(const response_reader& head)> on_head;
  std::function<void(std::string part)> on_body;
  /// Called last; `error` is not empty if the answer is incomplete. `silent`: no byte of it was received.
  std::function<void(const std::string& error, bool silent)> on_end;
};

/// Reads from the connection while it is idle, so that a connection that the engine has closed is not used again. No
/// callback runs after `close` or after the destructor.
class http_connection : public std::enable_shared_from_this<http_connection> {
public:
  http_connection(engine_thread& thread, const engine_address& address);
  ~http_connection();

  void open(byte_stream::on_done done);
  /// Whether an exchange can start now.
  bool usable() const { return open_ && !sink_; }
  /// `body_limit` in bytes; 0: no limit. The content type of a body is JSON.
  void exchange(const std::string& method, const std::string& target, const std::string& body, std::size_t body_limit,
                answer_sink sink);
  void close();

private:
  void read_on();
  void take(const std::string& error, std::string_view bytes);
  void take_end(const std::string& error);
  void hand_on();
  void end_exchange(const std::string& error);

  std::string host_;
  std::shared_ptr<byte_stream> stream_;
  std::shared_ptr<const answer_sink> sink_; ///< shared, because a callback may drop it while it runs
  std::optional<response_reader> reader_;
  std::string write_error_;
  bool open_ = false, silent_ = true, head_given_ = false;
};

} // namespace signalbox
