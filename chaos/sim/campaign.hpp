// Many runs, and for one that breaks the shortest trace that can be found.
#pragma once
#include "chaos/sim/simulation.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace signalbox::sim {

struct campaign {
  std::vector<std::string> plans; ///< files
  std::uint64_t seed = 1, runs = 1;
  double seconds = 0; ///< of the wall clock; 0: as many runs as `runs` says
  std::uint64_t share = 0, of = 1;
  bool show_trace = false;
};

/// Prints as it goes, the last line being `N passed, M failed`; gives the exit code: 0, or 1 if a run broke an
/// invariant.
int run(const campaign& c, std::ostream& out);

/// Leaves out of a failing request's script whatever the failure (of the same invariant) does not need. Takes at most
/// `tries` runs.
run_request shortest(run_request failing, const violation& broken, std::size_t tries);

/// How a failure is told: what broke, what it took, and the last lines of the trace.
void tell(const run_request& request, const run_result& result, std::ostream& out);

} // namespace signalbox::sim
