// Counters of the actors, kept per path across restarts, so that a crash does not reset a graph.
#pragma once
#include "messages/metric_samples.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox {

/// Message types with separate counts: those of the list of actors, and two of CAF.
enum class message_kind {
  port_reply,
  wake,
  status_moved,
  view_changed,
  routes_changed,
  config_rendered,
  cluster_attached,
  actor_report,
  history_event,
  down,
  exit,
  other
};

/// Names of the kinds, in the order of `message_kind`.
inline constexpr std::array<const char*, 12> message_kinds{
    "port_reply",       "wake",         "status_moved",  "view_changed", "routes_changed", "config_rendered",
    "cluster_attached", "actor_report", "history_event", "down",         "exit",           "other"};

/// Upper bounds of the handler-time histogram, in seconds; a last bucket without a bound follows.
inline constexpr std::array<double, 9> handler_bounds{1e-5, 1e-4, 5e-4, 1e-3, 5e-3, 1e-2, 1e-1, 1.0, 10.0};

/// Counters of one path, updated by the senders and by the actor. All members may be called from any thread.
class actor_metrics {
public:
  explicit actor_metrics(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }

  void arrived();
  /// Removes `count` messages from the mailbox depth.
  void left(std::int64_t count) { depth_.fetch_sub(count, std::memory_order_relaxed); }
  void handled(message_kind kind, std::chrono::nanoseconds time);

  actor_sample read() const;

private:
  std::string path_;
  std::atomic<std::int64_t> depth_{0};
  std::atomic<std::uint64_t> high_{0}, nanoseconds_{0};
  std::array<std::atomic<std::uint64_t>, message_kinds.size()> handled_{};
  std::array<std::atomic<std::uint64_t>, handler_bounds.size() + 1> buckets_{};
};

/// One actor's part of the mailbox depth of its path. An actor and its successor may exist at the same time, and
/// messages may still be sent to a terminated actor: they are never handled, so they do not count.
class mailbox_gauge {
public:
  explicit mailbox_gauge(actor_metrics& metrics) : metrics_(metrics) {}
  void arrived() {
    if (waiting_.fetch_add(1, std::memory_order_relaxed) >= 0)
      metrics_.arrived();
  }
  void handled() {
    if (waiting_.fetch_sub(1, std::memory_order_relaxed) > 0)
      metrics_.left(1);
  }
  /// The actor has terminated; messages left in its mailbox no longer count.
  void ended() {
    if (const auto waiting = waiting_.exchange(over, std::memory_order_relaxed); waiting > 0)
      metrics_.left(waiting);
  }

private:
  static constexpr std::int64_t over = std::numeric_limits<std::int64_t>::min() / 2;
  actor_metrics& metrics_;
  std::atomic<std::int64_t> waiting_{0};
};

/// The metrics of all paths; lives longer than the actor system.
class metrics_registry {
public:
  /// The metrics of this path, created at the first call; valid for the lifetime of the registry.
  actor_metrics& of(const std::string& path);
  /// Sorted by path.
  std::vector<actor_sample> read() const;

private:
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<actor_metrics>> metrics_;
};

} // namespace signalbox
