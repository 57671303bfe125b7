// `/metrics` in Prometheus' text format. The names are golden in tests/unit/api/metric_names.txt and explained in
// README.md.
#pragma once
#include "messages/metric_samples.hpp"
#include "messages/reports.hpp"

#include <string>

namespace signalbox {

/// The whole scrape; `snapshot` may be null before the first one.
std::string metrics_text(const status_snapshot* snapshot, const metric_samples& sources);

} // namespace signalbox
