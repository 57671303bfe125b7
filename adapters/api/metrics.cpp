#include "adapters/api/metrics.hpp"

#include "adapters/api/conditions.hpp"
#include "adapters/api/metric_families.hpp"

#include <iterator>
#include <limits>
#include <prometheus/text_serializer.h>

namespace signalbox {
namespace metric {

void add(family& f, labels l, double value) {
  prometheus::ClientMetric m;
  m.label = std::move(l);
  (f.type == prometheus::MetricType::Counter ? m.counter.value : m.gauge.value) = value;
  f.metric.push_back(std::move(m));
}

void add(family& f, labels l, const histogram_sample& value) {
  prometheus::ClientMetric m;
  m.label = std::move(l);
  std::uint64_t total = 0;
  if (value.counts.size() == value.bounds.size() + 1) {
    for (std::size_t i = 0; i < value.bounds.size(); ++i)
      m.histogram.bucket.push_back({total += value.counts[i], value.bounds[i]});
    total += value.counts.back();
  }
  m.histogram.bucket.push_back({total, std::numeric_limits<double>::infinity()});
  m.histogram.sample_count = total;
  m.histogram.sample_sum = total > 0 ? value.sum : 0;
  f.metric.push_back(std::move(m));
}

void add(family& f, labels l, const time_histogram& value) {
  add(f, std::move(l),
      histogram_sample{
          {value.bounds.begin(), value.bounds.end()}, {value.counts.begin(), value.counts.end()}, value.seconds});
}

namespace {

families engine_families(const engine_sample& engine) {
  auto requests = counter("signalbox_engine_requests_total", "Requests to the Docker engine by how they ended.");
  auto seconds = histogram("signalbox_engine_request_duration_seconds", "Time from a request to its answer.");
  auto connects = counter("signalbox_engine_stream_connects_total", "Event streams that were established.");
  auto losses = counter("signalbox_engine_stream_losses_total", "Event streams that failed or broke off.");
  for (const auto& [endpoint, r] : engine.requests) {
    for (const auto& [outcome, count] : r.outcomes)
      add(requests, {{"endpoint", endpoint}, {"outcome", outcome}}, static_cast<double>(count));
    add(seconds, {{"endpoint", endpoint}}, r.seconds);
  }
  add(connects, {}, static_cast<double>(engine.stream_connects));
  add(losses, {}, static_cast<double>(engine.stream_losses));
  return {requests, seconds, connects, losses};
}

families core_families(const status_snapshot& p) {
  auto build = gauge("signalbox_build_info", "Always 1; the version is a label.");
  add(build, {{"version", p.version}}, 1);
  auto ready = gauge("signalbox_ready", "1 if a complete listing was published and every cluster has seen it.");
  add(ready, {}, is_ready(p));
  return {build, ready};
}

void append(families& all, families more) {
  for (auto& f : more)
    if (!f.metric.empty())
      all.push_back(std::move(f));
}

} // namespace
} // namespace metric

std::string metrics_text(const status_snapshot* snapshot, const metric_samples& sources) {
  metric::families all;
  if (snapshot) {
    metric::append(all, metric::core_families(*snapshot));
    if (snapshot->watcher)
      metric::append(all, metric::watcher_families(*snapshot->watcher));
    metric::append(all, metric::cluster_families(*snapshot, sources.now));
    metric::append(all, metric::supervision_families(snapshot->actors, sources.now));
  }
  metric::append(all, metric::actor_families(sources.actors));
  metric::append(all, metric::engine_families(sources.engine));
  metric::append(all, metric::process_families());
  return prometheus::TextSerializer().Serialize(all);
}

} // namespace signalbox
