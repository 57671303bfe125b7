#include "adapters/docker/engine_metrics.hpp"

#include <algorithm>

namespace signalbox {

void engine_metrics::add_request(const std::string& endpoint, const std::string& outcome,
                                 std::chrono::duration<double> took) {
  const auto& bounds = endpoint_figures::bounds;
  const auto slot = std::lower_bound(bounds.begin(), bounds.end(), took.count()) - bounds.begin();
  const std::lock_guard lock(mutex_);
  auto& figures = figures_.endpoints[endpoint];
  ++figures.outcomes[outcome];
  ++figures.buckets[static_cast<std::size_t>(slot)];
  figures.seconds += took.count();
  ++figures.count;
}

void engine_metrics::add_stream_connect() {
  const std::lock_guard lock(mutex_);
  ++figures_.stream_connects;
}

void engine_metrics::add_stream_loss() {
  const std::lock_guard lock(mutex_);
  ++figures_.stream_losses;
}

engine_figures engine_metrics::snapshot() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

} // namespace signalbox
