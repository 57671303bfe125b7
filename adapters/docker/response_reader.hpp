// Incremental parser of HTTP/1.1 responses. No Boost in this header.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace signalbox {

/// Parses one response. Pure: takes bytes, returns parts.
class response_reader {
public:
  /// `body_limit` in bytes; 0: no limit, for an endless body.
  explicit response_reader(std::size_t body_limit);
  ~response_reader();

  /// Parses the next bytes. Returns an error message if they are not HTTP or the body is too large, else empty.
  std::string put(std::string_view bytes);
  /// The peer has closed the connection. Returns an error message if the response is incomplete, else empty.
  std::string put_end();

  bool head_done() const;
  bool done() const;
  unsigned status() const;                         ///< once `head_done`
  std::string header(std::string_view name) const; ///< empty if it is missing
  /// The part of the body that was received since the last call.
  std::string take_body();
  /// The response is complete, no bytes followed it, and the connection can be used for another exchange.
  bool reusable() const;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace signalbox
