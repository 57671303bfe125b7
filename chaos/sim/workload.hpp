// Does the deeds of the workload to the model Swarm: what teams, operators and broken nodes do.
#pragma once
#include "chaos/sim/script.hpp"
#include "chaos/sim/sim_swarm.hpp"

namespace signalbox::sim {

/// The name of a cluster's proxy service in the simulated settings.
std::string proxy_name(const std::string& cluster);
/// The value of the service_cluster label of a cluster; empty for the last one.
std::string service_cluster(const std::string& cluster);

class workload {
public:
  explicit workload(sim_swarm& swarm) : swarm_(swarm) {}

  /// What is there before the core: applications of every cluster, and things that are none of core's business.
  void populate(std::uint64_t applications);
  void perform(const deed& d);
  /// Whatever could keep a cluster from converging goes: poison, squatters, broken nodes.
  void heal();
  /// An application that nobody has seen yet, for each cluster.
  void add_final(const std::string& cluster);

private:
  void create(const std::string& name, const std::string& cluster, std::uint64_t choice);
  void change(const deed& d);
  void operate(const deed& d);
  void squat(const deed& d);
  void half_die(const deed& d);
  void write(sim_service& s, const intent& app, const std::string& spoiled, std::uint64_t choice);

  sim_swarm& swarm_;
};

} // namespace signalbox::sim
