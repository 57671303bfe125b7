// `/metrics` in Prometheus' text format. The names are golden in tests/unit/http/metric_names.txt and explained in
// README.md.
#pragma once
#include "adapters/http/metric_sources.hpp"
#include "messages/reports.hpp"

#include <string>

namespace signalbox {

/// The whole scrape; `picture` may be null before the first one.
std::string metrics_text(const status_picture* picture, const metric_sources& sources);

} // namespace signalbox
