#include "actors/actor_metrics.hpp"

#include <algorithm>

namespace signalbox {

void actor_metrics::arrived() {
  const auto depth = depth_.fetch_add(1, std::memory_order_relaxed) + 1;
  auto high = high_.load(std::memory_order_relaxed);
  while (depth > 0 && static_cast<std::uint64_t>(depth) > high &&
         !high_.compare_exchange_weak(high, static_cast<std::uint64_t>(depth), std::memory_order_relaxed)) {
  }
}

void actor_metrics::handled(message_kind kind, std::chrono::nanoseconds time) {
  handled_[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed);
  nanoseconds_.fetch_add(static_cast<std::uint64_t>(time.count()), std::memory_order_relaxed);
  const double seconds = static_cast<double>(time.count()) * 1e-9;
  const auto bound = std::lower_bound(handler_bounds.begin(), handler_bounds.end(), seconds);
  buckets_[static_cast<std::size_t>(bound - handler_bounds.begin())].fetch_add(1, std::memory_order_relaxed);
}

actor_sample actor_metrics::read() const {
  actor_sample s;
  s.path = path_;
  s.depth = static_cast<std::uint64_t>(std::max<std::int64_t>(0, depth_.load(std::memory_order_relaxed)));
  s.high_water = high_.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < handled_.size(); ++i)
    if (const auto count = handled_[i].load(std::memory_order_relaxed); count > 0)
      s.messages[message_kinds[i]] = count;
  s.handler_seconds.bounds.assign(handler_bounds.begin(), handler_bounds.end());
  for (const auto& b : buckets_)
    s.handler_seconds.counts.push_back(b.load(std::memory_order_relaxed));
  s.handler_seconds.sum = static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) * 1e-9;
  return s;
}

actor_metrics& metrics_registry::of(const std::string& path) {
  const std::lock_guard lock{mutex_};
  for (const auto& m : metrics_)
    if (m->path() == path)
      return *m;
  return *metrics_.emplace_back(std::make_unique<actor_metrics>(path));
}

std::vector<actor_sample> metrics_registry::read() const {
  const std::lock_guard lock{mutex_};
  std::vector<actor_sample> all;
  for (const auto& m : metrics_)
    all.push_back(m->read());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return all;
}

} // namespace signalbox
