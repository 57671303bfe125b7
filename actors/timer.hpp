// Time for logic that has no clock: instants are arguments, timers are effects.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace signalbox {

using instant = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

/// Effect: send `wake` with this epoch to the actor itself.
struct wake_later {
  milliseconds in{0};
  std::uint64_t epoch = 0;
};

/// One timer that can be moved forward. A timer cannot be cancelled, only replaced: one with an older epoch is stale.
class timer_slot {
public:
  /// Requests a wake-up at `when`; nothing if an earlier or equal one is pending.
  std::optional<wake_later> set(instant when, instant now) {
    if (armed_ && *armed_ <= when)
      return {};
    armed_ = when;
    const auto in = std::chrono::ceil<milliseconds>(when - now);
    return wake_later{std::max(in, milliseconds{0}), ++epoch_};
  }
  /// True once, for the newest timer.
  bool is_current(std::uint64_t epoch) {
    if (epoch != epoch_ || !armed_)
      return false;
    armed_.reset();
    return true;
  }

private:
  std::optional<instant> armed_;
  std::uint64_t epoch_ = 0;
};

/// Doubles from `least` to `most`; `reset` after a success.
class backoff {
public:
  backoff(milliseconds least, milliseconds most) : least_(least), most_(most) {}
  milliseconds next() {
    const auto now = current_.count() == 0 ? least_ : std::min(current_ * 2, most_);
    current_ = now;
    return now;
  }
  milliseconds current() const { return current_; }
  void reset() { current_ = milliseconds{0}; }

private:
  milliseconds least_, most_, current_{0};
};

} // namespace signalbox
