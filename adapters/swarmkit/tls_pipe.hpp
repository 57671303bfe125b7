// A connection to SwarmKit with mutual TLS, seen as a plain socket.
//
// gRPC's own TLS refuses a server that names no protocol (ALPN), and SwarmKit no longer names one after its certificate
// was renewed while it ran: then every new connection of gRPC fails until the engine restarts. Here it may go unnamed.
#pragma once
#include "adapters/swarmkit/identity.hpp"
#include "messages/swarm.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace signalbox {

class tls_pipe {
public:
  /// Shows this identity, and accepts a manager that its authority has signed.
  explicit tls_pipe(const node_identity& who);
  ~tls_pipe();

  /// Connects and shakes hands. Gives what went wrong, if anything did.
  std::optional<task_stream_down> connect(const std::string& socket, std::chrono::milliseconds limit);
  /// The plain end, for whoever takes it to close; once, after `connect`. It ends when the connection does.
  int take_plain_end();
  /// Why the other side ended TLS; empty if it did not.
  std::string refusal() const;
  /// Ends the connection, from any thread; `connect` then returns.
  void stop();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace signalbox
