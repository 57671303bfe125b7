// Everything on the stage of one run, wired together: the model, the weather, the watchers of invariants, the core.
#pragma once
#include "chaos/sim/agent_crew.hpp"
#include "chaos/sim/core_life.hpp"
#include "chaos/sim/route_watch.hpp"
#include "chaos/sim/sim_source.hpp"
#include "chaos/sim/simulation.hpp"
#include "chaos/sim/weather.hpp"
#include "chaos/sim/workload.hpp"
#include "chaos/sim/write_watch.hpp"

namespace signalbox::sim {

class stage_set {
public:
  stage_set(const run_request& request, milliseconds warm_up);

  agenda time;
  trace log;
  verdict judge{time};
  weather sky;
  sim_swarm swarm;
  workload work{swarm};
  gone_watch gone{time, swarm};
  route_watch routes{time, judge, swarm, gone};
  write_watch writes{time, judge, swarm, routes};
  life_watch lives{time, judge};
  event_feed feed = engine_events(time, log, sky);
  task_feed changes = task_changes(time, log, sky);
  agent_crew agents;
  std::unique_ptr<core_life> core;

  void start_core();
  /// Does a deed of the workload.
  void perform(const deed& d);
  /// Does what is done to the core.
  void strike(const deed& d);
  void storm(std::uint64_t a_millisecond, milliseconds lasts);
  /// Ends the streams that this fault is about.
  void cut(const fault& f);
  /// Kills the core, and starts another one at once.
  void replace_core();
  void kill_any(dice& d);
  void heal();

  /// The clusters of the present settings.
  const std::vector<std::string>& clusters() const { return clusters_; }
  std::vector<std::string> proxy_tasks(const std::string& cluster) const;
  std::vector<std::string> all_proxy_tasks() const;
  /// Why not everything is as it should be; empty if it is.
  std::string unrest(bool may_be_rejected) const;
  void check_lives();
  void check_rest();
  run_figures figures() const;

private:
  void end_core();
  std::shared_ptr<world> make_world();
  cluster_settings settings_of(const std::string& cluster) const;
  std::shared_ptr<session> line(const std::string& port);
  std::string unrest_of(const std::string& cluster, bool may_be_rejected) const;
  std::string left_overs() const;

  const run_request& request_;
  std::vector<std::string> clusters_{cluster_names.begin(), cluster_names.end()};
  std::vector<std::shared_ptr<session>> lines_;  ///< of the present core
  std::shared_ptr<sim_desk> desk_;               ///< likewise; null where proxies have no agents
  std::vector<std::shared_ptr<void>> graveyard_; ///< what requests on their way may still need
  std::uint64_t cores_ = 0, given_up_ = 0, restarts_ = 0;
};

} // namespace signalbox::sim
