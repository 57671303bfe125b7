// One call of SwarmKit's `Watch`, from its connection to its end. The only place that knows gRPC.
#pragma once
#include "adapters/swarmkit/identity.hpp"
#include "messages/swarm.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// For one thread, but for `cancel`.
class watch_call {
public:
  /// Of every change of a task, at this socket; first of those after a version of the store, if it is not 0. `next`
  /// connects.
  watch_call(std::string socket, const node_identity& who, std::uint64_t resume_from = 0);
  ~watch_call();

  /// Waits for the next message; the first one is empty, and says that the stream stands. None: the call has ended.
  /// Without a limit it waits as long as it takes; the first one needs a limit.
  std::optional<std::vector<task_change>> next(std::optional<std::chrono::milliseconds> limit = {});
  /// Of the store with all that `next` gave; 0 before the first change.
  std::uint64_t version() const;
  /// SwarmKit was reached, and ended the call before it stood.
  bool was_turned_down() const;
  /// Why it has ended.
  task_stream_down end() const;
  /// Ends it, from any thread.
  void cancel();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace signalbox
