// Functions for the spec of every service that core manages.
#pragma once
#include "messages/managed_service.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Equal specs give equal digests.
digest digest_of(const managed_spec& spec);

/// Whether Swarm replaces the tasks of a service when its spec changes from `a` to `b`.
bool replaces_tasks(const managed_spec& a, const managed_spec& b);

/// Removes the prefix `spread=` from placement preferences: the engine takes `node.labels.rack`.
std::vector<std::string> spread_descriptors(const std::vector<std::string>& preferences);

} // namespace signalbox
