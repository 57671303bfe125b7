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

/// Ends actors as an exception in a handler ends them: at once, without a word to their neighbours, and with an error
/// as the reason. Their supervisor learns it from CAF, as it does of every other death. It keeps nobody alive, and may
/// outlive the actor system. Safe from any thread.
class kill_switch {
public:
  /// Fits `dependencies::started`.
  void started(const std::string& path, const caf::actor& handle);
  /// Everybody that was ever started, sorted by path.
  std::vector<victim> victims() const;
  kill_outcome kill(const std::string& path);

private:
  mutable std::mutex mutex_;
  std::map<std::string, caf::actor_addr> newest_;
};

} // namespace signalbox
