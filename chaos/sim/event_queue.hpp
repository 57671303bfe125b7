// The simulated clock, and the scheduled entries of everything outside of the actors. Simulated time advances only from
// one entry to the next.
#pragma once
#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>

namespace signalbox::sim {

using std::chrono::milliseconds;
/// Time since the first start of the core.
using moment = std::chrono::milliseconds;

class event_queue {
public:
  explicit event_queue(moment begin = moment{0}) : now_(begin) {}
  moment now() const { return now_; }
  void at(moment when, std::function<void()> what) { entries_.emplace(std::max(when, now_), std::move(what)); }
  void in(milliseconds delay, std::function<void()> what) { at(now_ + delay, std::move(what)); }
  /// When the first entry is due; empty if there is none.
  std::optional<moment> next() const {
    return entries_.empty() ? std::optional<moment>{} : std::optional<moment>{entries_.begin()->first};
  }
  /// Sets the clock to `when` and runs the entries due by then, in the order in which they were added.
  void advance_to(moment when) {
    now_ = std::max(now_, when);
    while (!entries_.empty() && entries_.begin()->first <= now_) {
      const auto what = std::move(entries_.begin()->second);
      entries_.erase(entries_.begin());
      what();
    }
  }
  std::size_t size() const { return entries_.size(); }

private:
  moment now_;
  std::multimap<moment, std::function<void()>> entries_;
};

} // namespace signalbox::sim
