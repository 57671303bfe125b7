// One call of SwarmKit's `Watch`, from its connection to its end. The only file that uses gRPC, with its source.
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

/// For use by one thread, except `cancel`.
class watch_call {
public:
  /// Watches every task change at this socket. If `resume_from` is not 0, changes after that store version are replayed
  /// first. `next` connects.
  watch_call(std::string socket, const node_identity& who, std::uint64_t resume_from = 0);
  ~watch_call();

  /// Waits for the next message; the first one is empty, and means that the stream is established. None: the call has
  /// ended. Without a limit the wait is unbounded; the first call needs a limit.
  std::optional<std::vector<task_change>> next(std::optional<std::chrono::milliseconds> limit = {});
  /// Store version of the newest change that `next` returned; 0 before the first change.
  std::uint64_t version() const;
  /// SwarmKit was reached, and ended the call before the stream was established.
  bool was_turned_down() const;
  /// Why the call has ended.
  task_stream_down end() const;
  /// Ends the call; on any thread.
  void cancel();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace signalbox
