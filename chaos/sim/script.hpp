// A plan and a seed give a script: every deed with its time, and every spell with its start and stop. Whatever the
// script names can be left out without changing the rest, which is how a failure's shortest trace is found.
#pragma once
#include "chaos/sim/plan.hpp"

#include <array>
#include <string>
#include <vector>

namespace signalbox::sim {

enum class deed_kind {
  // applications; subject: its name
  create,
  remove,
  scale,
  move,
  relabel,
  spoil,
  mend,
  share_host,
  poison,
  // the Swarm; subject: a node, or a cluster
  node_down,
  node_up,
  operate,
  squat,
  half_die,
  storm,
  // the core; subject: an actor's path, or the cluster to leave out
  kill,
  crash,
  restart_core,
};

struct deed {
  std::size_t number = 0;
  moment at{0};
  deed_kind what = deed_kind::create;
  std::string subject;
  std::string cluster;      ///< of an application
  std::uint64_t amount = 0; ///< a free choice: how many, which way
  milliseconds lasts{0};
};

/// Whether relabelling by this amount moves the application to a cluster of any name.
inline bool moves_to_a_cluster(std::uint64_t amount) { return amount % 11 == 0; }

struct script {
  std::vector<deed> deeds;   ///< sorted by time
  std::vector<fault> spells; ///< what lasts from `start` to `stop`
};

/// The clusters of the simulated settings; the last one is that of applications without the label.
inline constexpr std::array cluster_names{"us-east", "us-west", "eu"};

script write_script(const plan& p, std::uint64_t seed);
std::string to_string(const deed& d);
std::string to_string(const fault& f);
/// Every actor of the tree but the root.
std::vector<std::string> all_paths();

} // namespace signalbox::sim
