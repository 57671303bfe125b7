// The status snapshot as JSON text. Keys are stable and described in README.md; bytes that are not UTF-8 become U+FFFD.
#pragma once
#include "messages/reports.hpp"

#include <optional>
#include <string>

namespace signalbox {

/// `/v1/status`: the whole snapshot.
std::string status_json(const status_snapshot& p);
/// `/v1/clusters`
std::string clusters_json(const status_snapshot& p);
/// `/v1/clusters/<id>`; none if there is no such cluster.
std::optional<std::string> cluster_json(const status_snapshot& p, const std::string& id);
/// `/v1/services`: the services of all clusters, each with its cluster.
std::string services_json(const status_snapshot& p);
/// `/v1/services/<name>`: one entry for each cluster that has the service; none if no cluster has it.
std::optional<std::string> service_json(const status_snapshot& p, const std::string& name);
/// `/v1/actors`
std::string actors_json(const status_snapshot& p);
/// `/v1/history`: newest first.
std::string history_json(const status_snapshot& p);

} // namespace signalbox
