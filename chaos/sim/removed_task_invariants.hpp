// The part of invariant 1 about removed tasks: the time since a complete listing first lacked a task, from the data
// that the present watcher has read.
#pragma once
#include "chaos/sim/sim_swarm.hpp"
#include "chaos/sim/verdict.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::sim {

class removed_task_invariants {
public:
  removed_task_invariants(const event_queue& time, verdict& v, const sim_swarm& swarm)
      : time_(time), verdict_(v), swarm_(swarm) {}

  /// A new watcher has read nothing yet.
  void watcher_started() { known_.clear(); }
  /// The watcher listed the tasks of these services (of all if empty). `ends_round`: this completes a listing round.
  void listed(const std::vector<std::string>& service_ids, const std::vector<swarm_task>& found, bool ends_round);
  void pushed(const task_event& e);
  /// Checks an entry of a rendered table: `route` is its text, `service_address` the task's `service address`.
  void check_route(const std::string& cluster, const std::string& route, const std::string& service_address) const;

private:
  struct known_task {
    std::string service_id;
    std::optional<moment> pushed;  ///< time of the last pushed change
    std::optional<moment> removed; ///< time of the first complete listing without it
  };
  void record(const swarm_task& t, std::optional<moment> pushed);

  const event_queue& time_;
  verdict& verdict_;
  const sim_swarm& swarm_;
  std::map<std::string, known_task> known_; ///< by `service address`
};

} // namespace signalbox::sim
