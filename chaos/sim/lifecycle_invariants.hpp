// Checks the starts and ends of actors, their mailboxes and timers: invariants 7 and 8.
#pragma once
#include "actors/actor_metrics.hpp"
#include "chaos/sim/verdict.hpp"
#include "messages/reports.hpp"

#include <map>
#include <set>
#include <string>

namespace signalbox::sim {

class lifecycle_invariants {
public:
  lifecycle_invariants(const event_queue& time, verdict& v) : time_(time), verdict_(v) {}

  void started(const std::string& path);
  void ended(const std::string& path, std::uint64_t instance);
  void root_ended();
  /// The core has ended: drops its actors.
  void core_ended() { actors_.clear(); }
  std::uint64_t instance_of(const std::string& path) const;
  bool alive(const std::string& path) const;
  std::uint64_t deaths() const { return deaths_; }

  /// To be called at intervals. `expected`: all paths of this core; `snapshot` is null until status has reported.
  void check(const std::set<std::string>& expected, const status_snapshot* snapshot, const metrics_registry& metrics);
  /// To be called when everything is settled.
  void check_settled(const std::set<std::string>& expected, const status_snapshot& snapshot,
                     const metrics_registry& metrics, std::size_t timers);

private:
  struct actor_state {
    std::uint64_t instance = 0;
    bool alive = false;
    moment since{0}; ///< time of the last change of `alive`
  };
  bool is_reported(const std::string& path, const status_snapshot* snapshot) const;

  const event_queue& time_;
  verdict& verdict_;
  std::map<std::string, actor_state> actors_; ///< by path
  std::uint64_t instances_ = 0, deaths_ = 0;
  moment last_death_{0};
};

} // namespace signalbox::sim
