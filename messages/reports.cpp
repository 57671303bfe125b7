#include "messages/reports.hpp"

#include <algorithm>

namespace signalbox {

bool is_ready(const status_snapshot& p) {
  if (!p.watcher || p.watcher->views_published == 0)
    return false;
  return std::all_of(p.clusters.begin(), p.clusters.end(),
                     [](const cluster_status& c) { return c.routes && c.routes->observed.count > 0; });
}

} // namespace signalbox
