// SwarmKit's watch stream behind the port `task_stream`. This is all that `main` needs; gRPC stays inside.
#pragma once
#include "actors/ports.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace signalbox {

/// What a manager's engine has on its disk, as it is mounted here.
struct swarmkit_mounts {
  std::string socket;       ///< `control.sock`
  std::string certificates; ///< the folder of `swarm-node.crt`, `swarm-node.key` and `swarm-root-ca.crt`
};

/// The figures that the stream works by; the defaults are for production.
struct task_stream_options {
  std::chrono::milliseconds timeout{10'000};     ///< from the connect to SwarmKit's word that the stream stands
  std::chrono::milliseconds backoff_least{100};  ///< before the first reconnect, doubled each time …
  std::chrono::milliseconds backoff_most{5'000}; ///< … up to this, and from anew once a stream has stood this long
};

/// Each subscription has a thread of its own, and reads the identity afresh at each connect. It sends SwarmKit one
/// request, to watch tasks, and nothing else. Ending a subscription takes as long as the sink does.
///
/// `task_stream_down::cause` is one of: `absent` (the mounts are not there), `unreadable` (the identity is, but cannot
/// be read), `locked` (the Swarm's key is encrypted: autolock), `demoted` (the node is no manager), `expired` (the
/// node's certificate), `unreachable` (no connection), `silent` (no word within the timeout), `refused` (TLS or
/// SwarmKit said no), `compacted` (SwarmKit no longer knows what was asked for), `lost` (the stream stood, and ended).
std::shared_ptr<task_stream> make_task_stream(swarmkit_mounts mounts, task_stream_options options = {});

} // namespace signalbox
