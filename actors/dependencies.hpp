// Everything the actor tree is given by `main`, or by a test. Supervisors have all of it, and hand down what is each
// child's.
#pragma once
#include "actors/actor_dependencies.hpp"
#include "actors/proxy/proxy_policy.hpp"
#include "actors/supervision/restart_policy.hpp"
#include "actors/watcher/watcher_policy.hpp"

#include <caf/actor.hpp>
#include <functional>
#include <string>

namespace signalbox {

struct dependencies : actor_dependencies {
  watcher_policy watching;
  proxy_policy applying; ///< of extension services, too
  restart_policy restarting;
  /// Told of every actor that a supervisor starts, on the supervisor's thread; for tests that kill them. May be empty.
  std::function<void(const std::string& path, const caf::actor& handle)> started;
};

} // namespace signalbox
