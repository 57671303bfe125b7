#pragma once
#include "actors/dependencies.hpp"
#include "messages/actors.hpp"

namespace signalbox {

/// Derives its cluster's route table from each view and hands it to the extension.
cluster_actor spawn_cluster(caf::actor_system& system, std::shared_ptr<const dependencies> w,
                            const cluster_settings& settings, status_actor status, extension_actor next);

} // namespace signalbox
