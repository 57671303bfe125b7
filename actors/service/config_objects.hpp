// The config objects of a cluster, and their collection.
#pragma once
#include "messages/managed_service.hpp"

#include <cstddef>
#include <string>

namespace signalbox {

/// The config object of this name, or null.
const config_object* find_config(const service_observation& seen, const std::string& name);
/// The oldest config object that can be removed: neither `desired` nor used by the service or a task, and older than
/// the last `kept` of these. Null if there is none. One at a time is enough: every observation asks again. Only what
/// was made with the labels `own` counts: another core may have a cluster of the same name.
const config_object* stale_config(const service_observation& seen, const std::string& desired, std::size_t kept,
                                  const label_map& own);

} // namespace signalbox
