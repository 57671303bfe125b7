#pragma once
#include "actors/world.hpp"
#include "messages/actors.hpp"

namespace signalbox {

/// Derives its cluster's route table from each view and hands it to the extension.
cluster_actor spawn_cluster(caf::actor_system& system, std::shared_ptr<const world> w, const cluster_settings& settings,
                            status_actor status, extension_actor next);

} // namespace signalbox
