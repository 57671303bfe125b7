// The services whose tasks are polled. Swarm sends no events for tasks, so a changed service is polled until it has
// converged: at first every `least`, then at intervals in proportion to the time so far.
#pragma once
#include "actors/timer.hpp"
#include "actors/watcher/watcher_policy.hpp"

#include <map>
#include <string>
#include <vector>

namespace signalbox {

class convergence {
public:
  explicit convergence(poll_policy p) : policy_(p) {}

  /// This service has changed: starts to poll it.
  void mark_changed(const std::string& id, instant now) { polled_[id] = {now, now}; }
  void forget(const std::string& id) { polled_.erase(id); }
  /// Records whether the service has converged: schedules its next read, or ends the polling.
  void record_state(const std::string& id, bool converged, instant now);

  bool converging(const std::string& id, instant now) const {
    const auto i = polled_.find(id);
    return i != polled_.end() && now - i->second.since < policy_.timeout;
  }
  bool polled(const std::string& id) const { return polled_.contains(id); }
  std::vector<std::string> ids() const;
  std::vector<std::string> converging_ids(instant now) const;
  /// When the next read is due; none if no service is polled.
  std::optional<instant> due() const;

private:
  struct poll_times {
    instant since, next;
  };
  poll_policy policy_;
  std::map<std::string, poll_times> polled_;
};

} // namespace signalbox
