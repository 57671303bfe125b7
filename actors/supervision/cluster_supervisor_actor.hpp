#pragma once
#include "actors/dependencies.hpp"
#include "messages/actors.hpp"

namespace signalbox {

/// Keeps one cluster's proxy, extension and cluster actors alive, rest-for-one: whoever was started after the one that
/// died is restarted with it. It remembers the last view and replays it, so that a restart needs nothing from outside.
cluster_supervisor_actor spawn_cluster_supervisor(caf::actor_system& system, std::shared_ptr<const dependencies> w,
                                                  const cluster_settings& settings, status_actor status);

} // namespace signalbox
