// Intervals at which core observes a managed service, and its waits after a failed call.
#pragma once
#include "actors/timer.hpp"

namespace signalbox {

struct service_policy {
  milliseconds resync_interval{3000}; ///< between two observations when there is nothing to do
  milliseconds poll{250};             ///< between two observations while a change is under way
  milliseconds backoff_least{250}, backoff_most{30000};
  milliseconds refusal_backoff{60000}; ///< before a call that the engine refused is repeated
};

} // namespace signalbox
