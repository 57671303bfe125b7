// What `main` or a test passes to the actor tree. Supervisors hold all of it, and pass each child its part.
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
  signalbox::watcher_policy watcher_policy;
  signalbox::proxy_policy proxy_policy; ///< also of extension services
  signalbox::restart_policy restart_policy;
  /// Called for every actor that a supervisor starts, on the supervisor's thread; for tests that kill actors. May be
  /// empty.
  std::function<void(const std::string& path, const caf::actor& handle)> started;
};

} // namespace signalbox
