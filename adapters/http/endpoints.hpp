// What the core serves on `ListenAddr`: health, metrics, the status as JSON, and a page for people.
#pragma once
#include "adapters/http/metric_sources.hpp"
#include "adapters/http/router.hpp"
#include "messages/reports.hpp"

#include <functional>
#include <memory>

namespace signalbox {

/// The newest picture, or null before the first one. Called on the server's thread: must not block.
using picture_source = std::function<std::shared_ptr<const status_picture>()>;
/// Called at each scrape, on the server's thread: must not block.
using sample_source = std::function<metric_sources()>;

/// The routing table of the core, for an `http_server`; GET and HEAD only. README.md describes each answer.
http_routes core_endpoints(picture_source picture, sample_source samples);

} // namespace signalbox
