#pragma once
#include "actors/world.hpp"
#include "messages/actors.hpp"

namespace signalbox {

/// Collects all reports and hangs a new picture on the board after each.
status_actor spawn_status(caf::actor_system& system, std::shared_ptr<const world> w,
                          std::chrono::system_clock::time_point core_started);

} // namespace signalbox
