// How often core observes a service that it keeps, and how long it waits after a call that failed.
#pragma once
#include "actors/timer.hpp"

namespace signalbox {

struct service_policy {
  milliseconds resync_interval{3000}; ///< between two observations when there is nothing to do
  milliseconds poll{250};             ///< between two observations while something is under way
  milliseconds backoff_least{250}, backoff_most{30000};
  milliseconds refusal_backoff{60000}; ///< how long a call that the engine refused is not repeated
};

} // namespace signalbox
