// Reading a look at the proxy service: small questions that the reconciler asks of it.
#pragma once
#include "messages/managed_service.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace signalbox {

/// Whether Swarm gave an update up: it rolled back, is rolling back, or paused.
bool is_given_up(const std::string& update_state);
/// Whether Swarm is replacing tasks.
bool is_under_way(const std::string& update_state);

/// Whether Swarm gave an update up in the middle, and a task that runs was started with another bootstrap than the
/// service now has: nobody will replace it until the service is written again.
bool is_left_half_way(const service_observation& seen);

/// Tasks that run.
std::uint64_t running(const service_observation& seen);
/// Tasks that run and were started with this config object.
std::uint64_t running_with(const service_observation& seen, const std::string& config);
/// Tasks that run and were started with another one.
std::uint64_t running_without(const service_observation& seen, const std::string& config);
/// `; a task says: …` of the first task that does not run and says why; else empty.
std::string first_error(const service_observation& seen);

/// The config object of this name, or null.
const config_object* find_config(const service_observation& seen, const std::string& name);
/// The oldest config object that can go: beyond the last `kept`, neither wanted nor used by the service or a task. Null
/// if none. One at a time is enough, for it is asked after every look.
/// Only what was made with the labels `own` counts: another core may have a cluster of the same name.
const config_object* stale_config(const service_observation& seen, const std::string& wanted, std::size_t kept,
                                  const label_map& own);

} // namespace signalbox
