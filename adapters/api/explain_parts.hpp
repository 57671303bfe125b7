// The parts of an explanation as JSON. A list has at most 100 entries; `left_out` is the number of omitted ones.
#pragma once
#include "messages/reports.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace signalbox {

using listed_part = nlohmann::ordered_json;

/// The service in the cluster's view; null if the view does not contain it.
const app_service* app_of(const cluster_status& c, const std::string& service_id);

/// Empty if the service is routed and has targets.
std::string why_not_routed(const service_status& status);

listed_part networks_of(const app_service& app);
/// Each label of ours with its meaning or its problem.
listed_part labels_of(const std::string& service, const std::map<std::string, std::string>& labels,
                      const problems& found);
/// Hosts and paths of the service, and the other services on the same paths.
listed_part routes_of(const cluster_status& c, const std::string& service);
/// The backend of the service: `{"mode","address"}`, mode `tasks`, `virtual_address` or `dns`.
listed_part backend_of(const cluster_status& c, const std::string& service);
/// Each task with its target, or with the reason why it has none.
listed_part tasks_of(const cluster_status& c, const service_status& status, const unrouted_services& unrouted);
listed_part problems_of(const problems& found);
/// The reason for the quarantine; null if the service is not quarantined.
listed_part quarantine_of(const cluster_status& c, const std::string& service);
/// The desired configuration, and the one that each proxy task serves; null before the proxy's first report.
listed_part proxy_of(const cluster_status& c);

} // namespace signalbox
