// One side of an HTTP/2 connection: bytes in, bytes out, and what has arrived on each stream.
#pragma once
#include "tests/http/message.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using nghttp2_session = struct nghttp2_session;

namespace signalbox::conformance {

struct http2_stream {
  header_list headers; ///< pseudo-headers, too
  std::vector<header_list> interim;
  std::string body;
  header_list trailers;
  bool head = false;     ///< the header is complete
  bool complete = false; ///< the peer has ended the stream
  bool reset = false;
};

class http2_peer {
public:
  enum class role { client, server };

  explicit http2_peer(role which);
  ~http2_peer();
  http2_peer(const http2_peer&) = delete;

  /// False if the bytes are not HTTP/2; the session is over then.
  bool feed(std::string_view bytes);
  /// What has to be sent.
  std::string output();

  /// A client's request; returns the stream.
  std::int32_t request(const header_list& headers);
  /// A server's answer, or an interim one.
  void answer(std::int32_t stream, const header_list& headers, bool interim);
  void add_data(std::int32_t stream, std::string_view bytes);
  void end(std::int32_t stream, const header_list& trailers);
  void reset(std::int32_t stream);

  const std::map<std::int32_t, http2_stream>& streams() const { return streams_; }
  bool is_over() const { return over_; }

private:
  struct outgoing {
    std::string data;
    bool ended = false;
    header_list trailers;
  };
  struct callbacks;
  struct session_deleter {
    void operator()(nghttp2_session* session) const;
  };

  std::unique_ptr<nghttp2_session, session_deleter> session_;
  std::map<std::int32_t, http2_stream> streams_;
  std::map<std::int32_t, outgoing> outgoing_;
  bool over_ = false;
};

} // namespace signalbox::conformance
