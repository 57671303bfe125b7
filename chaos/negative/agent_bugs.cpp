// Planted between the proxies' actors and their agents.
#include "chaos/negative/bugs.hpp"
#include "chaos/negative/passing.hpp"

namespace signalbox::sim {

namespace {

template <class Bug>
void plant_agents(world& w) {
  w.agents = std::make_shared<Bug>(w.agents);
}

class offers_only_once : public passing_agents {
public:
  using passing_agents::passing_agents;
  void offer(const cluster_id& cluster, agent_order order) override {
    if (offered_.insert(cluster).second)
      real_->offer(cluster, std::move(order));
  }

private:
  std::set<cluster_id> offered_;
};

class loads_what_is_to_be_tested : public passing_agents {
public:
  using passing_agents::passing_agents;
  void offer(const cluster_id& cluster, agent_order order) override {
    order.load = true;
    real_->offer(cluster, std::move(order));
  }
};

} // namespace

std::vector<planted_bug> agent_bugs() {
  using i = invariant;
  return {
      {"offers-only-once", "tells agents the first configuration, and no other", i::converged, "agents",
       plant_agents<offers_only_once>},
      {"loads-what-is-to-be-tested", "has agents load the texts of a search", i::unknown_not_empty, "agents",
       plant_agents<loads_what_is_to_be_tested>},
  };
}

} // namespace signalbox::sim
