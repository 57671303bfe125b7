#include "adapters/cli/samples.hpp"

namespace signalbox {

namespace {

template <class Bounds, class Counts>
histogram_sample histogram(const Bounds& bounds, const Counts& counts, double sum) {
  return {{bounds.begin(), bounds.end()}, {counts.begin(), counts.end()}, sum};
}

} // namespace

metric_sources take_samples(const meter_board& meters, const engine_metrics& engine) {
  metric_sources all;
  for (const auto& m : meters.read())
    all.actors.push_back({m.path, m.messages, m.depth, m.high_water, histogram(handler_bounds, m.buckets, m.seconds)});
  const auto figures = engine.snapshot();
  for (const auto& [endpoint, f] : figures.endpoints)
    all.engine.requests.push_back({endpoint, f.outcomes, histogram(endpoint_figures::bounds, f.buckets, f.seconds)});
  all.engine.stream_connects = figures.stream_connects;
  all.engine.stream_losses = figures.stream_losses;
  return all;
}

} // namespace signalbox
