// Runs many plans with many seeds, and stops at the first run that breaks an invariant.
#pragma once
#include "chaos/sim/simulation.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace signalbox::sim {

struct run_many_options {
  std::vector<std::string> plans; ///< paths of plan files
  std::uint64_t seed = 1, runs = 1;
  double seconds = 0; ///< seconds of wall-clock time; 0: `runs` limits the number of runs
  std::uint64_t share = 0, of = 1;
  bool show_trace = false;
};

/// Prints its progress; the last line is `N passed, M failed`. Returns the exit code: 0, or 1 if a run broke an
/// invariant.
int run_many(const run_many_options& options, std::ostream& out);

/// Prints the broken invariant, the actions and fault windows of the run, and the last lines of its trace.
void print_failure(const run_request& request, const run_result& result, std::ostream& out);

} // namespace signalbox::sim
