#pragma once
#include "actors/dependencies.hpp"
#include "messages/actors.hpp"

namespace signalbox {

/// Removes the proxy services and config objects of clusters that left the TOML: at its start, and then now and then.
janitor_actor spawn_janitor(caf::actor_system& system, std::shared_ptr<const dependencies> w, status_actor status);

} // namespace signalbox
