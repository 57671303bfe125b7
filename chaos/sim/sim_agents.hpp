// The agents in the proxy tasks, which behave as adapters/agent/script in a container: each starts its proxy, polls the
// core, validates and loads configurations, and reports. Agents live as long as their task, and so longer than a core.
#pragma once
#include "chaos/sim/fault_injector.hpp"
#include "chaos/sim/sim_agent_server.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace signalbox::sim {

class sim_agents {
public:
  /// In the cluster `agent_unsupported` the image lacks the programs that an agent needs to poll.
  sim_agents(event_queue& time, trace& log, fault_injector& faults, sim_swarm& swarm, route_invariants& routes,
             std::string agent_unsupported)
      : time_(time), log_(log), faults_(faults), swarm_(swarm), routes_(routes),
        agent_unsupported_(std::move(agent_unsupported)) {}

  /// Starts the agent of this task, if it has one. Must be called when the task runs.
  void task_runs(const sim_task& t);
  /// The server of the present core; null while there is no core.
  void set_server(std::shared_ptr<sim_agent_server> server) { server_ = std::move(server); }
  /// Name of the configuration that a task serves; empty if it serves none yet.
  std::string served_config(const sim_task& t) const;
  /// Number of configurations that the agents have loaded.
  std::uint64_t loads() const { return loads_; }

private:
  /// An assignment with its sequence number (`route_invariants::number_of`) at the time when it was received.
  struct numbered_assignment {
    agent_assignment assignment;
    std::uint64_t number = 0;
  };
  struct agent {
    std::string cluster, peer, volume; ///< `volume` is on the task's node, for the stored configuration
    bootstrap_config bootstrap;
    int failures = 0; ///< polls in a row without an answer
    agent_report report;
    std::optional<digest> false_digest; ///< a fault makes the agent report this digest as running
    assigned_config served;
    std::uint64_t assigned = 0; ///< number of the last assignment
  };
  using answer_handler = void (sim_agents::*)(const std::string& task, poll_answer);

  void poll(const std::string& task, milliseconds wait, answer_handler handle);
  agent_report report_of(agent& a);
  void start(const std::string& task, poll_answer answer);
  void start_without_core(const std::string& task);
  void on_answer(const std::string& task, poll_answer answer);
  void execute(const std::string& task, const numbered_assignment& what);
  bool validates(agent& a, const std::string& text);
  void load(agent& a, const numbered_assignment& what, bool store);
  std::uint64_t number_of(const agent& a, const agent_assignment& assignment) const;
  /// Null if the task does not run.
  agent* find(const std::string& task);

  event_queue& time_;
  trace& log_;
  fault_injector& faults_;
  sim_swarm& swarm_;
  route_invariants& routes_;
  std::string agent_unsupported_;
  std::shared_ptr<sim_agent_server> server_;
  std::map<std::string, agent> agents_;               ///< by task
  std::map<std::string, numbered_assignment> stored_; ///< by volume
  std::uint64_t loads_ = 0;
};

} // namespace signalbox::sim
