// What is derived from the snapshot for people and programs alike: words, times, and the conditions of a service.
#pragma once
#include "messages/reports.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace signalbox {

/// One statement about a service that is true or not. `type` and `reason` are stable words, `message` is for people.
struct condition {
  std::string type;
  bool holds = false;
  std::string reason, message;
};

/// `labels_valid`, `targets_available` and `routed`, in this order: the first that does not hold explains the rest.
std::vector<condition> conditions_of(const service_status& s);

/// Why `is_ready` is false, as a sentence; empty when it is true.
std::string why_not_ready(const status_snapshot& p);

/// The stable words of the JSON and of the metrics.
std::string to_string(health h);
std::string to_string(child_state s);
std::string to_string(hitless_mode m);
std::string to_string(extension_state s);

/// What is wrong with the cluster itself, by its own word, its extension's and its proxy's.
problems own_problems(const cluster_status& c);
/// The same, and what is wrong with the labels of its services.
problems problems_of(const cluster_status& c);

/// The cluster's services; one that is left out because the proxy refuses it is not routed, and says why.
std::vector<service_status> services_of(const cluster_status& c);

/// Deaths from now on that do not make the child degraded. Its supervisor speaks at deaths and starts only; that it has
/// run well for long is seen here.
std::uint64_t budget_left(const child_report& c, std::chrono::system_clock::time_point now);

/// `2026-01-31T12:00:00Z`
std::string utc_time(std::chrono::system_clock::time_point t);

} // namespace signalbox
