// `/metrics` in Prometheus' text format. A test compares the names with tests/unit/api/metric_names.txt; README.md
// explains them.
#pragma once
#include "messages/metric_samples.hpp"
#include "messages/reports.hpp"

#include <string>

namespace signalbox {

/// The text of a scrape; `snapshot` may be null before the first one.
std::string metrics_text(const status_snapshot* snapshot, const metric_samples& sources);

} // namespace signalbox
