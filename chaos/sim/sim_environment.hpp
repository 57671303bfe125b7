// The connected parts of one run: the model Swarm, the faults, the workload, the checks of invariants, the core.
#pragma once
#include "chaos/sim/fault_injector.hpp"
#include "chaos/sim/route_invariants.hpp"
#include "chaos/sim/sim_agents.hpp"
#include "chaos/sim/sim_core.hpp"
#include "chaos/sim/sim_source.hpp"
#include "chaos/sim/simulation.hpp"
#include "chaos/sim/workload.hpp"
#include "chaos/sim/write_invariants.hpp"

namespace signalbox::sim {

class sim_environment {
public:
  sim_environment(const run_request& request, milliseconds warm_up);

  event_queue time;
  trace log;
  sim::verdict verdict{time};
  fault_injector faults;
  sim_swarm swarm;
  sim::workload workload{swarm};
  removed_task_invariants removed_tasks{time, verdict, swarm};
  route_invariants routes{time, verdict, swarm, removed_tasks};
  write_invariants writes{time, verdict, swarm, routes};
  lifecycle_invariants lifecycle{time, verdict};
  event_feed events = engine_events(time, log, faults);
  task_feed changes = task_changes(time, log, faults);
  sim_agents agents;
  std::unique_ptr<sim_core> core;

  void start_core();
  /// Applies an action of the workload to the Swarm.
  void change_swarm(const action& a);
  /// Applies an action to the core.
  void apply(const action& a);
  void storm(std::uint64_t events_per_millisecond, milliseconds lasts);
  /// Breaks the streams that match this fault.
  void cut(const fault& f);
  /// Kills the core and starts another one at once.
  void replace_core();
  void kill_any_actor(rng& random);
  /// Ends all faults, and starts a core if there is none.
  void heal();

  /// The clusters of the present settings.
  const std::vector<std::string>& clusters() const { return clusters_; }
  const sim::plan& plan() const { return request_.plan; }
  /// Null if the proxies have no agents.
  const sim_agent_server* agent_server() const { return server_.get(); }
  /// Each task of the cluster's proxy, with its configuration.
  std::vector<std::string> proxy_tasks(const std::string& cluster) const;
  std::vector<std::string> all_proxy_tasks() const;
  void check_lifecycle();
  run_figures figures() const;

private:
  void end_core();
  std::shared_ptr<dependencies> make_dependencies();
  cluster_settings settings_of(const std::string& cluster) const;
  std::shared_ptr<connection> connect(const std::string& port);

  const run_request& request_;
  std::vector<std::string> clusters_{cluster_names.begin(), cluster_names.end()};
  std::vector<std::shared_ptr<connection>> connections_; ///< of the present core
  std::shared_ptr<sim_agent_server> server_;             ///< of the present core
  std::vector<std::shared_ptr<void>> retired_; ///< servers of earlier cores: requests in flight still use them
  std::uint64_t cores_ = 0, rejected_updates_ = 0, restarts_ = 0;
};

} // namespace signalbox::sim
