// Planted bugs, at least one for each invariant: a run with one of them must fail; otherwise the simulation does not
// detect it. They are planted in ports and policies; the product contains no code for them.
#pragma once
#include "chaos/sim/simulation.hpp"

#include <string>
#include <vector>

namespace signalbox::sim {

struct planted_bug {
  std::string name;
  std::string effect; ///< the wrong behaviour of the product
  invariant breaks;
  std::string plan; ///< name of the plan whose run fails
  tampering plant;
};

std::vector<planted_bug> all_bugs();

// By the port that contains the bug.
std::vector<planted_bug> source_bugs();
std::vector<planted_bug> stream_bugs();
std::vector<planted_bug> engine_bugs();
std::vector<planted_bug> agent_bugs();
std::vector<planted_bug> tree_bugs();

} // namespace signalbox::sim
