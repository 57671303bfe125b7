#pragma once
#include "actors/dependencies.hpp"
#include "messages/actors.hpp"

namespace signalbox {

/// Reconciles its cluster's proxy service with the newest configuration, through an engine connection of its own.
proxy_actor spawn_proxy(caf::actor_system& system, std::shared_ptr<const dependencies> w,
                        const cluster_settings& settings, status_actor status);

} // namespace signalbox
