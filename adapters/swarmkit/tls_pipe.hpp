// A mutual TLS connection to SwarmKit, presented as a plain socket.
//
// gRPC's own TLS refuses a server that selects no protocol (ALPN). SwarmKit selects none after its certificate was
// renewed at run time: then every new connection of gRPC fails until the engine restarts. This class accepts a server
// without ALPN.
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
  /// Presents this identity, and accepts a manager whose certificate is signed by its authority.
  explicit tls_pipe(const node_identity& who);
  ~tls_pipe();

  /// Connects and performs the TLS handshake. Returns the error, if there is one.
  std::optional<task_stream_down> connect(const std::string& socket, std::chrono::milliseconds limit);
  /// The plain end of the pipe, which the caller has to close; call once, after `connect`. It reaches its end when the
  /// connection ends.
  int take_plain_end();
  /// The peer's reason for ending TLS; empty if it did not end it.
  std::string refusal() const;
  /// Ends the connection, from any thread; `connect` then returns.
  void stop();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace signalbox
