// A connection on loopback that notes when which bytes arrived. Plain TCP or TLS.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using SSL = struct ssl_st;

namespace signalbox::conformance {

using steady = std::chrono::steady_clock;

enum class ending { open, closed, reset };

/// Everything that arrived on a connection.
struct inbox {
  struct arrival {
    steady::time_point when;
    std::size_t size; ///< of `bytes`, with what arrived then
  };
  std::string bytes;
  std::vector<arrival> arrivals;
  ending end = ending::open;
};

class byte_stream {
public:
  /// Takes the descriptor over.
  explicit byte_stream(int descriptor);
  ~byte_stream();
  byte_stream(byte_stream&&) noexcept;
  byte_stream& operator=(byte_stream&&) = delete;

  /// Throws std::system_error. An empty `from` leaves the choice of the own address to the system.
  static byte_stream connect(const std::string& address, std::uint16_t port, const std::string& from = {});

  /// Throws std::runtime_error if the handshake fails. `protocol` is offered by ALPN. Certificates are not verified.
  void start_tls(const std::string& server_name, const std::string& protocol);

  /// Waits for bytes; false if none have arrived until `deadline`, or the peer has ended, or `stop` is readable.
  bool read(inbox& into, steady::time_point deadline, int stop = -1);

  /// Sends everything and takes what arrives meanwhile; false if the peer does not take it.
  bool write(std::string_view bytes, inbox& into, steady::time_point deadline);

  void finish();
  void reset();
  void close();
  bool is_open() const { return descriptor_ >= 0; }

private:
  struct ssl_deleter {
    void operator()(SSL* tls) const;
  };
  void take(inbox& into);

  int descriptor_ = -1;
  std::unique_ptr<SSL, ssl_deleter> tls_;
};

/// A socket that accepts connections, or -1 and `errno`. `address` belongs to loopback.
int listen_on(const std::string& address, std::uint16_t port);

} // namespace signalbox::conformance
