// Three-way merge, so that what an operator changed by hand survives core's updates, and a changed TOML still arrives.
#pragma once
#include "messages/managed_service.hpp"

#include <optional>

namespace signalbox {

/// Changes in `live` what differs between `applied` (core's last desired spec) and `desired`, value by value and item
/// by item, and leaves everything else as it is. Networks, configs and core's own labels are always put right: without
/// them the proxy would not be the one core knows. Without `applied` (a service that core has not written yet, such as
/// one of Interlock's) every single value of `desired` wins, sets are united, and configurations rendered before are
/// dropped.
managed_spec merge(const std::optional<managed_spec>& applied, const managed_spec& live, const managed_spec& desired);

/// A write that a service needs.
struct service_change {
  managed_spec desired;
  managed_spec merged; ///< what is written
  bool heals = false;  ///< somebody else changed the service: core wanted the same at its last write
};

/// The write that makes a service what is desired; none if it is so already, and says so in its own label.
std::optional<service_change> change_to(managed_spec desired, const live_service& live);

} // namespace signalbox
