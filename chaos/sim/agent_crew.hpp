// The agents in the proxies' tasks: each starts its proxy, asks core for more, judges what it gets, loads it, and says
// how it went. What adapters/agent/script does in a container, without the container. They outlive cores.
#pragma once
#include "chaos/sim/sim_desk.hpp"
#include "chaos/sim/weather.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace signalbox::sim {

class agent_crew {
public:
  /// In the image of the cluster `toolless` no agent can speak.
  agent_crew(agenda& time, trace& log, weather& sky, sim_swarm& swarm, route_watch& routes, std::string toolless)
      : time_(time), log_(log), sky_(sky), swarm_(swarm), routes_(routes), toolless_(std::move(toolless)) {}

  /// A task runs; if it belongs to a proxy with an agent, that starts now.
  void task_runs(const sim_task& t);
  /// Whom agents ask; null while there is no core.
  void use(std::shared_ptr<sim_desk> desk) { desk_ = std::move(desk); }
  /// Name of the configuration that a task serves; empty if it serves none yet.
  std::string serves(const sim_task& t) const;
  /// How often any of them has loaded a configuration.
  std::uint64_t loads() const { return loads_; }

private:
  /// An order, and which it was of all that were given.
  struct numbered {
    agent_order order;
    std::uint64_t number = 0;
  };
  struct agent {
    std::string cluster, peer, place; ///< `place`: the volume on its node
    task_seed seed;
    int failures = 0; ///< polls in a row without an answer
    agent_report says;
    std::optional<digest> lie; ///< what it says that it serves, and does not
    told_config serves;
    std::uint64_t told = 0; ///< number of the order that it was given last
  };
  using use_of_answer = void (agent_crew::*)(const std::string& task, poll_answer);

  void ask(const std::string& task, milliseconds wait, use_of_answer take);
  agent_report word_of(agent& a);
  void start(const std::string& task, poll_answer answer);
  void start_without_core(const std::string& task);
  void go_on(const std::string& task, poll_answer answer);
  void judge(const std::string& task, const numbered& what);
  bool accepts(agent& a, const std::string& text);
  void load(agent& a, const numbered& what, bool keep);
  std::uint64_t number_of(const agent& a, const agent_order& order) const;
  /// The agent, if its task still runs.
  agent* find(const std::string& task);

  agenda& time_;
  trace& log_;
  weather& sky_;
  sim_swarm& swarm_;
  route_watch& routes_;
  std::string toolless_;
  std::shared_ptr<sim_desk> desk_;
  std::map<std::string, agent> agents_;  ///< by task
  std::map<std::string, numbered> kept_; ///< by place
  std::uint64_t loads_ = 0;
};

} // namespace signalbox::sim
