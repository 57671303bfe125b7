// Building blocks of the scrape, for the metrics_*.cpp files only.
#pragma once
#include "messages/metric_samples.hpp"
#include "messages/reports.hpp"

#include <cstdint>
#include <prometheus/metric_family.h>
#include <string>
#include <utility>
#include <vector>

namespace signalbox::metric {

using family = prometheus::MetricFamily;
using families = std::vector<prometheus::MetricFamily>;
using labels = std::vector<prometheus::ClientMetric::Label>;

inline family counter(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Counter, {}};
}
inline family gauge(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Gauge, {}};
}
inline family histogram(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Histogram, {}};
}

inline double number(std::uint64_t n) { return static_cast<double>(n); }

/// Adds a sample to a counter or gauge.
void add(family& f, labels l, double value);
/// Adds a histogram; if the sizes of `counts` and `bounds` do not match, the sample counts as empty.
void add(family& f, labels l, const histogram_sample& value);
void add(family& f, labels l, const time_histogram& value);

/// A family without samples is omitted from the scrape; only a family with labels can be without samples.
families cluster_families(const status_snapshot& p, std::chrono::system_clock::time_point now);
families extension_families(const std::vector<cluster_status>& clusters);
families watcher_families(const watcher_report& w);
families supervision_families(const std::vector<actor_status>& actors, std::chrono::system_clock::time_point now);
families actor_families(const std::vector<actor_sample>& actors);
/// Start time, memory, files and processor time of this process, from /proc; unreadable values are omitted.
families process_families();

} // namespace signalbox::metric
