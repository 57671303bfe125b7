// Limits and delays of a supervisor's restarts.
#pragma once
#include "actors/timer.hpp"

#include <cstddef>

namespace signalbox {

struct restart_policy {
  std::size_t budget = 5; ///< restarts within `window`; the next one means *degraded*
  milliseconds window{30000};
  milliseconds backoff_least{50}, backoff_most{10000};
  milliseconds healthy_after{10000}; ///< a run of this length resets the backoff and the budget
};

} // namespace signalbox
