// One HTTP/1.1 connection with an engine, an exchange after the other. To be used on the I/O thread only.
#pragma once
#include "adapters/docker/byte_stream.hpp"
#include "adapters/docker/response_reader.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace signalbox {

/// What takes an answer. Each is called with the connection alive and may close or drop it.
struct answer_sink {
  std::function<void(const response_reader& head)> on_head;
  std::function<void(std::string part)> on_body;
  /// Last; a trouble if the answer is not complete. `silent`: not a byte of it came.
  std::function<void(const std::string& trouble, bool silent)> on_end;
};

/// Watches the connection while it is idle, so that one that the engine has closed is not used again.
/// After `close`, and after its destruction, nothing is called.
class http_connection : public std::enable_shared_from_this<http_connection> {
public:
  http_connection(engine_thread& thread, const engine_address& address);
  ~http_connection();

  void open(byte_stream::on_done done);
  /// Can take an exchange now.
  bool usable() const { return open_ && !sink_; }
  /// `body_limit` 0: none. A body is sent as JSON.
  void exchange(const std::string& method, const std::string& target, const std::string& body, std::size_t body_limit,
                answer_sink sink);
  void close();

private:
  void read_on();
  void take(const std::string& trouble, std::string_view bytes);
  void take_end(const std::string& trouble);
  void hand_on();
  void end_exchange(const std::string& trouble);

  std::string host_;
  std::shared_ptr<byte_stream> stream_;
  std::shared_ptr<const answer_sink> sink_; ///< shared, as it may be dropped while it is being called
  std::optional<response_reader> reader_;
  std::string write_trouble_;
  bool open_ = false, silent_ = true, head_given_ = false;
};

} // namespace signalbox
