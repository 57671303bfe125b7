// Endpoints on `ListenAddr`: health, metrics, the status as JSON, and an HTML page.
#pragma once
#include "adapters/http/router.hpp"
#include "messages/metric_samples.hpp"
#include "messages/reports.hpp"

#include <functional>
#include <memory>

namespace signalbox {

/// The newest snapshot, or null before the first one. Called on the server's thread: must not block.
using snapshot_source = std::function<std::shared_ptr<const status_snapshot>()>;
/// Called at each scrape, on the server's thread: must not block.
using sample_source = std::function<metric_samples()>;

/// The core's routing table for an `http_server`; GET and HEAD only. The answers are described in README.md.
http_routes core_endpoints(snapshot_source snapshot, sample_source samples);

} // namespace signalbox
