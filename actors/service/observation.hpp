// What an observation of a service says: small questions that reconcilers ask.
#pragma once
#include "messages/managed_service.hpp"

#include <cstdint>
#include <string>

namespace signalbox {

/// Whether Swarm gave an update up: it rolled back, is rolling back, or paused.
bool is_given_up(const std::string& update_state);
/// Whether Swarm is replacing tasks.
bool is_under_way(const std::string& update_state);

/// Tasks that run.
std::uint64_t running(const service_observation& seen);
/// Tasks that run and were started with this config object.
std::uint64_t running_with(const service_observation& seen, const std::string& config);
/// Tasks that run and were started with another one.
std::uint64_t running_without(const service_observation& seen, const std::string& config);
/// `; a task says: …` of the first task that does not run and says why; else empty.
std::string first_error(const service_observation& seen);

} // namespace signalbox
