#include "adapters/docker/engine_metrics.hpp"

namespace signalbox {

void engine_metrics::add_request(const std::string& endpoint, const std::string& outcome,
                                 std::chrono::duration<double> took) {
  static const std::vector<double> bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  const std::lock_guard lock(mutex_);
  auto& requests = sample_.requests[endpoint];
  ++requests.outcomes[outcome];
  requests.seconds.bounds = bounds;
  requests.seconds.add(took.count());
}

void engine_metrics::add_stream_connect() {
  const std::lock_guard lock(mutex_);
  ++sample_.stream_connects;
}

void engine_metrics::add_stream_loss() {
  const std::lock_guard lock(mutex_);
  ++sample_.stream_losses;
}

engine_sample engine_metrics::snapshot() const {
  const std::lock_guard lock(mutex_);
  return sample_;
}

} // namespace signalbox
