// What holds for the specification of every service that core keeps.
#pragma once
#include "messages/managed_service.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Equal specifications give equal digests.
digest digest_of(const managed_spec& spec);

/// Whether Swarm replaces the tasks of a service when its specification changes from `a` to `b`.
bool replaces_tasks(const managed_spec& a, const managed_spec& b);

/// `spread=node.labels.rack` and `node.labels.rack` as the engine takes them: the latter.
std::vector<std::string> spread_descriptors(const std::vector<std::string>& preferences);

} // namespace signalbox
