// Bugs on purpose, one for each promise: a run with one of them has to go red, or the simulation cannot see.
//
// They get in through the same seams as everything else, ports and policies: the product knows nothing of them.
#pragma once
#include "chaos/sim/simulation.hpp"

#include <string>
#include <vector>

namespace signalbox::sim {

struct planted_bug {
  std::string name;
  std::string sentence; ///< what the product would be doing wrong
  invariant breaks;
  std::string plan; ///< in which it shows
  tampering plant;
};

std::vector<planted_bug> all_bugs();

// By the port that they are planted in.
std::vector<planted_bug> source_bugs();
std::vector<planted_bug> stream_bugs();
std::vector<planted_bug> engine_bugs();
std::vector<planted_bug> agent_bugs();
std::vector<planted_bug> tree_bugs();

} // namespace signalbox::sim
