// One call of SwarmKit's `Watch`, from its connection to its end. The only place that knows gRPC.
#pragma once
#include "adapters/swarmkit/identity.hpp"
#include "messages/swarm.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// For one thread, but for `cancel`.
class watch_call {
public:
  /// Of every change of a task, at this socket. `next` connects.
  watch_call(std::string socket, const node_identity& who);
  ~watch_call();

  /// Waits for the next message; the first one is empty, and says that the stream stands. None: the call has ended.
  /// Without a limit it waits as long as it takes; the first one needs a limit.
  std::optional<std::vector<task_change>> next(std::optional<std::chrono::milliseconds> limit = {});
  /// Why it has ended.
  task_stream_down end() const;
  /// Ends it, from any thread.
  void cancel();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace signalbox
