// When a child that died comes back. Supervision is data: a policy of a few values and a record a child.
//
// The first restart is immediate, further ones back off; a child that has run long enough is forgiven. One that has
// used up its budget is *degraded*: it is tried again at the longest backoff, for ever. Nothing escalates from here.
#pragma once
#include "actors/supervision/restart_policy.hpp"
#include "actors/timer.hpp"
#include "messages/reports.hpp"

#include <deque>
#include <optional>
#include <string>

namespace signalbox {

/// How a child ended: a handler threw, somebody killed it, its start threw, or else.
enum class death { exception, killed, not_started, other };

/// The record of one child.
class restart_record {
public:
  explicit restart_record(restart_policy policy);

  /// `wall`: the same moment, as people tell it.
  void started(instant now, std::chrono::system_clock::time_point wall);
  /// The child is gone; gives the time to wait before it is started again.
  milliseconds died(death kind, std::string cause, instant now);
  /// The child was stopped because one that it depends on died: no mark against it.
  void stopped_for_another();
  const child_report& report() const { return report_; }

private:
  restart_policy policy_;
  backoff backoff_;
  std::deque<instant> recent_;
  std::optional<instant> since_; ///< of the last start
  child_report report_;
};

} // namespace signalbox
