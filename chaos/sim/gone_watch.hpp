// What the present watcher was told of tasks: a listing that is complete and has a task no more outweighs all that was
// said before it.
#pragma once
#include "chaos/sim/sim_swarm.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::sim {

class gone_watch {
public:
  gone_watch(const agenda& time, const sim_swarm& swarm) : time_(time), swarm_(swarm) {}

  /// It knows nothing of what its predecessor was told.
  void watcher_started() { known_.clear(); }
  /// These tasks, of these services (all if empty), were listed; `ends_round`: and with them a complete round.
  void listed(const std::vector<std::string>& service_ids, const std::vector<swarm_task>& found, bool ends_round);
  void pushed(const task_event& e);
  /// Whether a complete listing said so long ago that nothing is at `service address`, and nobody said more since.
  bool is_told(const std::string& service_address, milliseconds ago) const;

private:
  struct word {
    std::string service_id;
    std::optional<moment> pushed, gone;
  };
  void heard(const swarm_task& t, std::optional<moment> pushed);

  const agenda& time_;
  const sim_swarm& swarm_;
  std::map<std::string, word> known_; ///< by `service address`
};

} // namespace signalbox::sim
