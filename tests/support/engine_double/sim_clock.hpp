// Time as an argument: timers run when the clock is advanced, in order of their time.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace signalbox::twin {

class sim_clock {
public:
  using nanoseconds = std::chrono::nanoseconds;
  explicit sim_clock(std::int64_t start) : now_(start) {}
  /// Each result is unique, because two objects of a real engine never have the same time.
  std::int64_t stamp() { return now_ > stamped_ ? stamped_ = now_ : ++stamped_; }
  std::int64_t now() const { return now_; }
  void after(nanoseconds delay, std::function<void()> f) { timers_.emplace(now_ + delay.count(), std::move(f)); }
  /// Runs the timers due by `t`, one after the other, with the clock at the time of each.
  void run_until(std::int64_t t);
  /// When the next timer is due.
  std::optional<std::int64_t> next() const;

private:
  std::int64_t now_, stamped_ = 0;
  std::multimap<std::int64_t, std::function<void()>> timers_;
};

/// `2026-01-31T12:00:00.000000001Z`, without trailing zeros, in Go's format.
std::string rfc3339(std::int64_t t);

} // namespace signalbox::twin
