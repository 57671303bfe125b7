// When a terminated child is restarted. Supervision is data: a policy of a few values and a record for each child.
//
// The first restart is immediate, later ones back off; a child that has run long enough starts with a new record. A
// child that has used up its budget is *degraded*: it is restarted with the longest backoff, without a limit. Failures
// are not escalated.
#pragma once
#include "actors/supervision/restart_policy.hpp"
#include "actors/timer.hpp"
#include "messages/reports.hpp"

#include <deque>
#include <optional>
#include <string>

namespace signalbox {

/// How a child terminated: an exception in a handler, a kill, an exception at its start, or anything else.
enum class termination { exception, killed, not_started, other };

/// The record of one child.
class restart_record {
public:
  explicit restart_record(restart_policy policy);

  /// `wall`: the same instant as wall-clock time, for reports.
  void started(instant now, std::chrono::system_clock::time_point wall);
  /// Records the termination; returns the time to wait before the restart.
  milliseconds terminated(termination kind, std::string cause, instant now);
  /// The child was stopped because a child that it depends on terminated: it does not count as a restart.
  void stopped_for_another();
  const child_report& report() const { return report_; }

private:
  restart_policy policy_;
  backoff backoff_;
  std::deque<instant> recent_;
  std::optional<instant> since_; ///< time of the last start
  child_report report_;
};

} // namespace signalbox
