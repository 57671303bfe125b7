// Checks of values in combination; each value alone is valid.
#pragma once
#include "adapters/config/report.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// Checks the core's own keys: TLS files, the poll interval.
void check_core(const settings& all, report& found);

/// Checks the clusters' replicas, and that their names differ.
void check_clusters(const settings& all, report& found);

/// Checks for ports that are published or listened on twice.
void check_ports(const settings& all, report& found);

} // namespace signalbox
