// Requests and replies as plain values, so that handlers depend on neither sockets nor Boost.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox {

/// A complete request within the server's limits.
struct http_request {
  std::string method;                         ///< as sent: `GET`
  std::string target;                         ///< as sent, with the query
  std::string path;                           ///< without the query, percent-decoded
  std::map<std::string, std::string> query;   ///< percent-decoded; the last of equal names is kept
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;
  std::string peer; ///< the client's IP address, an IPv4 one without a mapping to IPv6; empty on a unix socket
};

/// Writer of a streamed reply. All calls are allowed on any thread and at any time; after the client has disconnected
/// they do nothing. Destroying the writer of an open stream aborts it.
class stream_writer {
public:
  virtual ~stream_writer() = default;
  /// Queues a piece. The connection is closed if the client leaves more than 8 MiB unread, or reads nothing for the
  /// write deadline.
  virtual void write(std::string piece) = 0;
  /// Completes the reply after the queued pieces.
  virtual void close() = 0;
  /// Closes the connection after the queued pieces, so that the client sees an incomplete reply.
  virtual void abort() = 0;
  /// False once the reply has ended or the client has disconnected.
  virtual bool open() const = 0;
};

struct http_reply;
/// Sends the reply of a handler that answers later. On any thread, once; further calls do nothing.
using send_reply = std::function<void(http_reply)>;

using http_headers = std::vector<std::pair<std::string, std::string>>;

/// A handler's reply: a body, or a stream (`stream`), or a reply that is sent later (`later`).
struct http_reply {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8"; ///< `Content-Type`; none is sent if empty
  std::string body;
  http_headers headers; ///< more headers; the server sets `Date`, `Content-Length`, `Connection` and `Cache-Control`
  /// Called on the io thread, before the header is sent. The reply is chunked.
  std::function<void(std::shared_ptr<stream_writer>)> stream;
  /// Sends this `Content-Length` instead of chunks; a stream with fewer bytes closes the connection.
  std::optional<std::uint64_t> stream_length;
  /// Called on the io thread; the request stays open until the reply is sent or the client disconnects.
  std::function<void(send_reply)> later;
};

/// Called on the server's io thread: has to be quick and must not block. An exception becomes a 500.
using http_handler = std::function<http_reply(const http_request&)>;

/// Status line and headers, with the empty line. Line breaks in header values are replaced by spaces. `length`: none
/// for a chunked body.
std::string reply_head(const http_reply& r, std::optional<std::uint64_t> length, bool keep_alive, bool chunked);

/// An RFC 9457 problem: `{"type","title","status","detail"}` as `application/problem+json`.
http_reply problem_reply(unsigned status, const std::string& detail);

/// The standard phrase of a status; `Status` for an unknown one.
std::string_view reason_phrase(unsigned status);

/// `Sun, 06 Nov 1994 08:49:37 GMT`
std::string http_date(std::chrono::system_clock::time_point t);

/// Decodes `%41`, and `+` as a space if `plus_is_space`; an invalid escape is left unchanged.
std::string percent_decoded(std::string_view text, bool plus_is_space);

/// Fills `path` and `query` from `target`.
void split_target(http_request& r);

} // namespace signalbox
