// SwarmKit's watch stream behind the port `task_stream`. `main` needs no other header of this folder; gRPC stays
// private.
#pragma once
#include "actors/ports.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace signalbox {

/// Files of a manager's engine, as mounted in this container.
struct swarmkit_mounts {
  std::string socket;       ///< `control.sock`
  std::string certificates; ///< the folder of `swarm-node.crt`, `swarm-node.key` and `swarm-root-ca.crt`
};

/// Limits and intervals of the stream; the defaults are for production.
struct task_stream_options {
  std::chrono::milliseconds timeout{10'000};     ///< from the connect to SwarmKit's first message
  std::chrono::milliseconds backoff_least{100};  ///< before the first reconnect, doubled each time …
  std::chrono::milliseconds backoff_most{5'000}; ///< … up to this; reset once a stream has lasted this long
};

/// Each subscription has its own thread, and reads the identity at each connect. It sends SwarmKit one request, to
/// watch tasks, and nothing else. Ending a subscription waits for the sink to return.
///
/// `task_stream_down::cause` is one of: `absent` (the mounts do not exist), `unreadable` (the identity exists, but
/// cannot be read), `locked` (the Swarm's key is encrypted: autolock), `demoted` (the node is no manager), `expired`
/// (the node's certificate), `unreachable` (no connection), `silent` (no message within the timeout), `refused` (TLS or
/// SwarmKit refused), `compacted` (SwarmKit's log no longer holds the requested version), `lost` (an established stream
/// ended).
std::shared_ptr<task_stream> make_task_stream(swarmkit_mounts mounts, task_stream_options options = {});

} // namespace signalbox
