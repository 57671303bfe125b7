// Three-way merge, so that what an operator changed by hand survives core's updates, and a changed TOML still arrives.
#pragma once
#include "messages/proxy_service.hpp"

#include <optional>

namespace signalbox {

/// Changes in `live` what differs between `applied` (core's last wish) and `wish`, value by value and item by item, and
/// leaves everything else as it is. Networks, configs and core's own labels are always put right: without them the
/// proxy would not be the one core knows. Without `applied` (a service that core has not written yet, such as one
/// of Interlock's) every single value of `wish` wins, sets are united, and configurations rendered before are dropped.
proxy_spec merge(const std::optional<proxy_spec>& applied, const proxy_spec& live, const proxy_spec& wish);

} // namespace signalbox
