// Conditions after the end of the workload and the faults, when everything is settled: parts of invariants 1, 7 and 8.
#pragma once
#include "chaos/sim/sim_environment.hpp"

#include <string>

namespace signalbox::sim {

class quiescence_checks {
public:
  explicit quiescence_checks(sim_environment& environment) : environment_(environment) {}

  /// Why the Swarm and the core are not settled; empty if they are. `may_be_rejected`: a cluster is also settled if
  /// Swarm has rejected the update to the newest view and the core reports that.
  std::string not_settled(bool may_be_rejected) const;
  /// Checks the conditions of the settled state.
  void check();

private:
  std::string cluster_not_settled(const std::string& cluster, bool may_be_rejected) const;
  std::string orphans() const;

  sim_environment& environment_;
};

} // namespace signalbox::sim
