// The schedule of a plan and a seed: every action with its time, and every fault window with its start and stop. Each
// entry can be removed without a change of the others, as the trace minimizer requires.
#pragma once
#include "chaos/sim/plan.hpp"

#include <array>
#include <string>
#include <vector>

namespace signalbox::sim {

enum class action_kind {
  // actions on applications; subject: the name
  create,
  remove,
  scale,
  move,
  relabel,
  break_labels,
  fix_labels,
  share_host,
  poison,
  // actions on the Swarm; subject: a node or a cluster
  node_down,
  node_up,
  operate,
  occupy_name,
  half_die,
  storm,
  // actions on the core; subject: an actor's path, or the cluster to leave out
  kill,
  crash,
  restart_core,
};

struct action {
  std::size_t number = 0;
  moment at{0};
  action_kind what = action_kind::create;
  std::string subject;
  std::string cluster;      ///< cluster of an application
  std::uint64_t amount = 0; ///< a random choice of a number or a variant
  milliseconds lasts{0};
};

/// Whether a relabel action with this amount moves the application to another cluster, which can be any of them.
inline bool moves_to_a_cluster(std::uint64_t amount) { return amount % 11 == 0; }

struct schedule {
  std::vector<action> actions;      ///< sorted by time
  std::vector<fault> fault_windows; ///< faults that last from `start` to `stop`
};

/// The clusters of the simulated settings. Applications without the label belong to the last one.
inline constexpr std::array cluster_names{"us-east", "us-west", "eu"};

schedule make_schedule(const plan& p, std::uint64_t seed);
std::string to_string(const action& a);
std::string to_string(const fault& f);
/// The paths of all actors of the tree but the root.
std::vector<std::string> all_paths();

} // namespace signalbox::sim
