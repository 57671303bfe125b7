// HTTP/1.1 responses, piece by piece as they arrive. No Boost in this header.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace signalbox {

/// Reads one response. Pure: bytes in, parts out.
class response_reader {
public:
  /// `body_limit` 0: none, for an endless body.
  explicit response_reader(std::size_t body_limit);
  ~response_reader();

  /// Takes the next bytes; a sentence if they are not HTTP or the body is too large, else empty.
  std::string put(std::string_view bytes);
  /// The peer has closed; a sentence if that cut the response short, else empty.
  std::string put_end();

  bool head_done() const;
  bool done() const;
  unsigned status() const;                         ///< once `head_done`
  std::string header(std::string_view name) const; ///< empty if it is not there
  /// The part of the body that came since the last call.
  std::string take_body();
  /// Done, nothing came after it, and the connection can carry another exchange.
  bool reusable() const;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace signalbox
