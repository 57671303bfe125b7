#include "adapters/cli/metric_samples.hpp"

namespace signalbox {

namespace {

template <class Bounds, class Counts>
histogram_sample histogram(const Bounds& bounds, const Counts& counts, double sum) {
  return {{bounds.begin(), bounds.end()}, {counts.begin(), counts.end()}, sum};
}

/// Without those that this actor never gets.
std::map<std::string, std::uint64_t> by_type(const actor_metrics::sample& m) {
  std::map<std::string, std::uint64_t> counts;
  for (std::size_t i = 0; i < message_kinds.size(); ++i)
    if (m.by_kind[i] > 0)
      counts[message_kinds[i]] = m.by_kind[i];
  return counts;
}

} // namespace

metric_sources take_samples(const metrics_registry& metrics, const engine_metrics& engine) {
  metric_sources all;
  all.now = std::chrono::system_clock::now();
  for (const auto& m : metrics.read())
    all.actors.push_back({m.path, by_type(m), m.depth, m.high_water, histogram(handler_bounds, m.buckets, m.seconds)});
  const auto figures = engine.snapshot();
  for (const auto& [endpoint, f] : figures.endpoints)
    all.engine.requests.push_back({endpoint, f.outcomes, histogram(endpoint_figures::bounds, f.buckets, f.seconds)});
  all.engine.stream_connects = figures.stream_connects;
  all.engine.stream_losses = figures.stream_losses;
  return all;
}

} // namespace signalbox
