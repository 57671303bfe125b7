// Derives values from the snapshot for the page, the JSON and the metrics: names, times, and conditions of a service.
#pragma once
#include "messages/reports.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace signalbox {

/// A statement about a service that is true or false. `type` and `reason` are stable identifiers, `message` is for
/// display.
struct condition {
  std::string type;
  bool holds = false;
  std::string reason, message;
};

/// `labels_valid`, `targets_available` and `routed`, in this order: the first that does not hold explains the rest.
std::vector<condition> conditions_of(const service_status& s);

/// A sentence with the reason why `is_ready` is false; empty if it is true.
std::string why_not_ready(const status_snapshot& p);

/// Stable identifiers for the JSON and the metrics.
std::string to_string(health h);
std::string to_string(child_state s);
std::string to_string(hitless_mode m);
std::string to_string(extension_state s);

/// Problems of the cluster itself, as reported by its cluster, extension and proxy actors.
problems own_problems(const cluster_status& c);
/// `own_problems`, and the problems of its services' labels.
problems problems_of(const cluster_status& c);

/// The cluster's services; a quarantined service is not routed, and has the quarantine as a problem.
std::vector<service_status> services_of(const cluster_status& c);

/// Number of further deaths before the child is degraded. The supervisor only reports at deaths and starts, so the
/// reset of the budget after a long run is computed here.
std::uint64_t budget_left(const child_report& c, std::chrono::system_clock::time_point now);

/// `2026-01-31T12:00:00Z`
std::string utc_time(std::chrono::system_clock::time_point t);

} // namespace signalbox
