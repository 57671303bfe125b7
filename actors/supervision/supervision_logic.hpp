// When a child that died comes back. Supervision is data: a policy of a few values and a record a child.
//
// The first restart is immediate, further ones back off; a child that has run long enough is forgiven. One that has
// used up its budget is *degraded*: it is tried again at the longest backoff, for ever. Nothing escalates from here.
#pragma once
#include "actors/alarm.hpp"
#include "messages/reports.hpp"

#include <deque>
#include <string>

namespace signalbox {

struct restart_policy {
  std::size_t budget = 5; ///< restarts within `window`; one more is *degraded*
  milliseconds window{30000};
  milliseconds backoff_least{50}, backoff_most{10000};
  milliseconds healthy_after{10000}; ///< a run this long clears the backoff and the budget
};

/// The record of one child.
class restart_record {
public:
  explicit restart_record(restart_policy policy)
      : policy_(policy), backoff_(policy.backoff_least, policy.backoff_most) {}

  void started(instant now);
  /// The child is gone; gives the time to wait before it is started again.
  milliseconds died(std::string cause, instant now);
  /// The child was stopped because one that it depends on died: no mark against it.
  void stopped_for_another();
  const child_report& report() const { return report_; }

private:
  restart_policy policy_;
  backoff backoff_;
  std::deque<instant> recent_;
  instant since_{};
  child_report report_;
};

} // namespace signalbox
