// The parts of an explanation as JSON. No list is longer than 100 entries; `left_out` says how many are missing.
#pragma once
#include "messages/reports.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace signalbox {

using listed_part = nlohmann::ordered_json;

/// The service as the cluster's view has it; null if it has not.
const app_service* app_of(const cluster_status& c, const std::string& service_id);

/// Empty if it is routed and has targets.
std::string why_not_routed(const service_status& status);

listed_part networks_of(const app_service& app);
/// Each label of ours with what it means, or what is wrong with it.
listed_part labels_of(const std::string& service, const std::map<std::string, std::string>& labels,
                      const problems& found);
/// Hosts and paths on which the service answers, and who else does there.
listed_part routes_of(const cluster_status& c, const std::string& service);
/// What the proxies send its requests to: `{"mode","address"}`, mode `tasks`, `virtual_address` or `dns`.
listed_part backend_of(const cluster_status& c, const std::string& service);
/// Each task with its target, or why it is none.
listed_part tasks_of(const cluster_status& c, const service_status& status, const unrouted_services& unrouted);
listed_part problems_of(const problems& found);
/// Why it is left out of the text; null if it is not.
listed_part quarantine_of(const cluster_status& c, const std::string& service);
/// What is wanted, and what each proxy task serves; null before the proxy's first report.
listed_part proxy_of(const cluster_status& c);

} // namespace signalbox
