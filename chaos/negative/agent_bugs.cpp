// Bugs in the port between the proxy actors and the agents.
#include "chaos/negative/bugs.hpp"
#include "chaos/negative/forwarding.hpp"

namespace signalbox::sim {

namespace {

template <class Bug>
void plant_agents(dependencies& d) {
  d.agents = std::make_shared<Bug>(d.agents);
}

class offers_only_once : public forwarding_agents {
public:
  using forwarding_agents::forwarding_agents;
  void offer(const cluster_id& cluster, agent_assignment assignment) override {
    if (offered_.insert(cluster).second)
      real_->offer(cluster, std::move(assignment));
  }

private:
  std::set<cluster_id> offered_;
};

class loads_what_is_for_validation : public forwarding_agents {
public:
  using forwarding_agents::forwarding_agents;
  void offer(const cluster_id& cluster, agent_assignment assignment) override {
    assignment.validate_only = false;
    real_->offer(cluster, std::move(assignment));
  }
};

} // namespace

std::vector<planted_bug> agent_bugs() {
  using i = invariant;
  return {
      {"offers-only-once", "offers agents the first configuration only", i::converged, "agents",
       plant_agents<offers_only_once>},
      {"loads-what-is-for-validation", "has agents load what is for validation only", i::unknown_not_empty, "agents",
       plant_agents<loads_what_is_for_validation>},
  };
}

} // namespace signalbox::sim
