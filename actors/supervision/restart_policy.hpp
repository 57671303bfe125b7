// How often, and how fast, a supervisor restarts a child.
#pragma once
#include "actors/timer.hpp"

#include <cstddef>

namespace signalbox {

struct restart_policy {
  std::size_t budget = 5; ///< restarts within `window`; one more is *degraded*
  milliseconds window{30000};
  milliseconds backoff_least{50}, backoff_most{10000};
  milliseconds healthy_after{10000}; ///< a run this long clears the backoff and the budget
};

} // namespace signalbox
