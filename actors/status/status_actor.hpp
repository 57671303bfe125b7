#pragma once
#include "actors/dependencies.hpp"
#include "messages/actors.hpp"

namespace signalbox {

/// Collects all reports and publishes a new snapshot after each.
status_actor spawn_status(caf::actor_system& system, std::shared_ptr<const dependencies> w,
                          std::chrono::system_clock::time_point core_started);

} // namespace signalbox
