// Finds a small schedule that still fails: removes halves, quarters, and at last single actions and fault windows.
#pragma once
#include "chaos/sim/simulation.hpp"

namespace signalbox::sim {

/// Removes from the schedule of a failing request everything that is not necessary to break the same invariant. Takes
/// at most `tries` runs.
run_request minimize_trace(run_request failing, const violation& broken, std::size_t tries);

} // namespace signalbox::sim
