// Records the events of a stream, and waits for entries.
#pragma once
#include "messages/swarm.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox::test {

/// Entries: `up`, `down: why`, `service create NAME`.
class event_log {
public:
  std::function<void(feed_event)> sink() {
    return [this](const feed_event& event) { add(text_of(event)); };
  }

  /// Waits until `times` entries begin with `start`; false after 30 seconds.
  bool waits_for(const std::string& start, std::size_t times = 1) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return count(start) >= times; });
  }

  std::vector<std::string> entries() const {
    const std::lock_guard lock(mutex_);
    return entries_;
  }

private:
  static std::string text_of(const feed_event& event) {
    if (std::holds_alternative<stream_up>(event))
      return "up";
    if (const auto* down = std::get_if<stream_down>(&event))
      return "down: " + down->why;
    const auto& e = std::get<engine_event>(event);
    return e.type + ' ' + e.action + ' ' + e.name;
  }

  void add(std::string entry) {
    const std::lock_guard lock(mutex_);
    entries_.push_back(std::move(entry));
    changed_.notify_all();
  }

  std::size_t count(const std::string& start) const {
    std::size_t n = 0;
    for (const auto& entry : entries_)
      n += entry.starts_with(start) ? 1 : 0;
    return n;
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> entries_;
};

} // namespace signalbox::test
