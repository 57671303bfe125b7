// Applies the actions of the workload to the model Swarm: changes by developers and operators, and failures of nodes.
#pragma once
#include "chaos/sim/schedule.hpp"
#include "chaos/sim/sim_swarm.hpp"

namespace signalbox::sim {

/// The name of a cluster's proxy service in the simulated settings.
std::string proxy_name(const std::string& cluster);
/// Value of a cluster's service_cluster label; empty for the last cluster.
std::string service_cluster(const std::string& cluster);

class workload {
public:
  explicit workload(sim_swarm& swarm) : swarm_(swarm) {}

  /// Creates the objects that exist before the core starts: applications of every cluster, and objects that core must
  /// not write.
  void populate(std::uint64_t applications);
  void apply(const action& a);
  /// Removes everything that can keep a cluster from converging: poisoned applications, foreign services with the name
  /// of a proxy, nodes that are down.
  void heal();
  /// Creates another application in this cluster.
  void add_final(const std::string& cluster);

private:
  void create(const std::string& name, const std::string& cluster, std::uint64_t choice);
  void change(const action& a);
  void operate(const action& a);
  void occupy_name(const action& a);
  void half_die(const action& a);
  void write(sim_service& s, const intent& app, const std::string& mistake, std::uint64_t choice);

  sim_swarm& swarm_;
};

} // namespace signalbox::sim
