// Intervals of the watcher's reads, and the hold-off before it publishes changes.
#pragma once
#include "actors/timer.hpp"

namespace signalbox {

/// How often a service that has not converged is read.
struct poll_policy {
  milliseconds least{100};     ///< between two reads
  milliseconds most{3000};     ///< the resync interval, at which everything is read anyway
  milliseconds settle{300};    ///< least time of polling after a change: Swarm may not have begun yet
  milliseconds timeout{30000}; ///< after which a service no longer counts as converging, though it is still read
  int proportion = 25;         ///< the interval is the time so far divided by this
};

struct watcher_policy {
  milliseconds resync_interval{3000};
  milliseconds quiet{100}, ceiling{500};   ///< of the hold-off before publishing
  milliseconds event_stream_timeout{1000}; ///< after which the first listing is made without an event stream
  milliseconds retry_least{200};           ///< after a failed listing; doubles up to the resync interval
  poll_policy polling;
  milliseconds cross_check{30000}; ///< how often tasks are read although they are pushed
  milliseconds push_timeout{2000}; ///< after which a change that a listing has, and the stream does not, is lost
};

} // namespace signalbox
