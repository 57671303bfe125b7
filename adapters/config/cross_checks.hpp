// What is wrong only together: values that are fine each by itself.
#pragma once
#include "adapters/config/report.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// Looks at the core's own keys: TLS files, the poll interval.
void check_core(const settings& all, report& found);

/// Looks at the clusters' names, which have to differ, and at replicas.
void check_clusters(const settings& all, report& found);

/// Looks for ports that two would publish or listen on.
void check_ports(const settings& all, report& found);

} // namespace signalbox
