// A connection over any transport, as bytes. Only for use on the I/O thread.
#pragma once
#include "adapters/docker/engine_address.hpp"
#include "adapters/docker/engine_thread.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace signalbox {

/// At most one `read` and one `write` may be pending. `error` is an error message for logs; empty means success.
class byte_stream {
public:
  using on_done = std::function<void(const std::string& error)>;
  /// At the end of the stream, `error` is `closed_by_peer`.
  using on_bytes = std::function<void(const std::string& error, std::string_view bytes)>;
  static constexpr const char* closed_by_peer = "the connection was closed";

  virtual ~byte_stream() = default;
  virtual void open(on_done done) = 0;
  virtual void write(std::string bytes, on_done done) = 0;
  virtual void read(on_bytes done) = 0;
  /// No callback runs after this.
  virtual void close() = 0;
};

std::shared_ptr<byte_stream> make_byte_stream(engine_thread& thread, const engine_address& address);

} // namespace signalbox
