// Kills actors from outside of the tree, for tests of the running program.
#pragma once
#include "messages/chaos.hpp"

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox {

/// Terminates actors as an exception in a handler does: at once, without a message to other actors, and with an error
/// as the reason. CAF notifies the supervisor as for every other termination. Holds no strong references, and may
/// outlive the actor system. Safe from any thread.
class kill_switch {
public:
  /// For `dependencies::started`.
  void started(const std::string& path, const caf::actor& handle);
  /// All actors that were ever started, sorted by path.
  std::vector<victim> victims() const;
  kill_outcome kill(const std::string& path);

private:
  mutable std::mutex mutex_;
  std::map<std::string, caf::actor_addr> newest_;
};

} // namespace signalbox
