// Which services deserve attention. Swarm sends no event for tasks, so a service that was touched is looked at again
// and again, at first every `least`, then ever more rarely (in proportion to how long it has taken), until it has
// converged.
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

  /// Somebody did something to this service.
  void touch(const std::string& id, instant now) { attended_[id] = {now, now}; }
  void forget(const std::string& id) { attended_.erase(id); }
  /// What the newest look at this service said.
  void judge(const std::string& id, bool converged, instant now);

  bool converging(const std::string& id, instant now) const {
    const auto i = attended_.find(id);
    return i != attended_.end() && now - i->second.since < policy_.timeout;
  }
  bool attended(const std::string& id) const { return attended_.contains(id); }
  std::vector<std::string> ids() const;
  std::vector<std::string> converging_ids(instant now) const;
  /// When the next look is due; none if nothing is attended.
  std::optional<instant> due() const;

private:
  struct attention {
    instant since, next;
  };
  poll_policy policy_;
  std::map<std::string, attention> attended_;
};

} // namespace signalbox
