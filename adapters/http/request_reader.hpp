// Parses requests from bytes with Beast's parser, which stays private. Independent of sockets.
#pragma once
#include "adapters/http/http_server.hpp"

#include <memory>
#include <string>

namespace signalbox::serving {

/// Parses the requests of a connection one after the other (pipelining: the bytes after a request are kept).
class request_reader {
public:
  enum class state {
    empty,   ///< no byte of the next request yet
    header,  ///< in the header
    body,    ///< in the body
    done,    ///< `take` returns it
    refused, ///< invalid or too large: `refusal` is the reply, then the connection has to close
  };

  /// `peer`: as in `http_request`.
  explicit request_reader(const http_limits& limits, std::string peer = {});
  ~request_reader();

  /// Parses these bytes and returns the new state.
  state feed(const char* data, std::size_t size);
  /// Parses the bytes that remain after `take`.
  state resume();
  state where() const { return state_; }
  /// The completed request. The reader continues with the next one.
  http_request take();
  const http_reply& refusal() const { return refusal_; }

  bool keep_alive() const { return keep_alive_; } ///< of the last taken request
  bool http_1_1() const { return http_1_1_; }     ///< of the last taken request
  /// True once for a request whose client waits for `100 Continue` before it sends the body.
  bool wants_continue();
  /// Number of bytes kept for the next request.
  std::size_t buffered() const { return buffer_.size(); }

private:
  struct parser;
  state parse();
  state too_large();
  void settle_body_limit();
  std::uint64_t body_bytes_ahead() const;
  http_request head() const;
  state refuse(unsigned status, const std::string& why);

  const http_limits limits_;
  const std::string peer_;
  std::size_t body_limit_ = 0; ///< of this request
  std::unique_ptr<parser> parser_;
  std::string buffer_;
  state state_ = state::empty;
  http_reply refusal_;
  bool keep_alive_ = false, http_1_1_ = true, continued_ = false;
};

} // namespace signalbox::serving
