// Finds config objects of a cluster, and those that can be removed.
#pragma once
#include "messages/managed_service.hpp"

#include <cstddef>
#include <string>

namespace signalbox {

/// The config object of this name, or null.
const config_object* find_config(const service_observation& seen, const std::string& name);
/// The oldest unused config object, if there are more than `kept`; else null. Unused: not `desired`, not mounted by the
/// service, and not used by a task. One object per call is enough, because every observation calls again. Only objects
/// with the labels `own` count, because another core may have a cluster of the same name.
const config_object* stale_config(const service_observation& seen, const std::string& desired, std::size_t kept,
                                  const label_map& own);

} // namespace signalbox
