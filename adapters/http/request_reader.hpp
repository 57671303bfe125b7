// Bytes in, requests out: Beast's parser behind a plain face. Knows no socket.
#pragma once
#include "adapters/http/http_server.hpp"

#include <memory>
#include <string>

namespace signalbox::serving {

/// Parses one request after the other out of a connection's bytes (pipelining: what follows a request is kept).
class request_reader {
public:
  enum class state {
    empty,   ///< not a byte of the next request yet
    header,  ///< in the header
    body,    ///< in the body
    done,    ///< `take` has it
    refused, ///< broken or too large: `refusal` says what to answer, then the connection has to close
  };

  /// `peer`: as in `http_request`.
  explicit request_reader(const http_limits& limits, std::string peer = {});
  ~request_reader();

  /// Adds bytes and says where that leads.
  state feed(const char* data, std::size_t size);
  /// Parses what is there already, after `take`.
  state resume();
  state where() const { return state_; }
  /// The finished request. The reader then stands at the next one.
  http_request take();
  const http_reply& refusal() const { return refusal_; }

  bool keep_alive() const { return keep_alive_; } ///< of the request last taken
  bool http_1_1() const { return http_1_1_; }     ///< of the request last taken
  /// True once for a request whose client waits for `100 Continue` before it sends the body.
  bool wants_continue();
  /// Bytes that wait for the next request.
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
