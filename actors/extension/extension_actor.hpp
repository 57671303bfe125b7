#pragma once
#include "actors/dependencies.hpp"
#include "messages/actors.hpp"

namespace signalbox {

/// Listens to the proxy's agents: a service whose part they refuse is left out.
/// Renders each route table and hands the text to the proxy. While rendering fails, the last good text stays.
extension_actor spawn_extension(caf::actor_system& system, std::shared_ptr<const dependencies> w,
                                const cluster_settings& settings, status_actor status, proxy_actor next);

} // namespace signalbox
