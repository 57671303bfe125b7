// Queries on an observation of a service, for reconcilers.
#pragma once
#include "messages/managed_service.hpp"

#include <cstdint>
#include <string>

namespace signalbox {

/// Whether Swarm gave up an update: it is rolled back, rolling back, or paused.
bool is_given_up(const std::string& update_state);
/// Whether Swarm is replacing tasks.
bool is_under_way(const std::string& update_state);

/// Number of running tasks.
std::uint64_t running(const service_observation& seen);
/// Number of running tasks that were started with this config object.
std::uint64_t running_with(const service_observation& seen, const std::string& config);
/// Number of running tasks that were started with another config object.
std::uint64_t running_without(const service_observation& seen, const std::string& config);
/// `; a task reports: …` with the error of the first task that does not run and has one; else empty.
std::string first_error(const service_observation& seen);

} // namespace signalbox
