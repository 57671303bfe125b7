// The part of reconciling that is the same for every managed service: when to observe it, and what follows a call. The
// owner decides the next call.
//
// One call is in flight at a time, and an observation follows every call, so no step depends on the success of a call:
// if core is killed between two calls, the next core continues from the observed state. A call that the engine did not
// answer is followed by a backoff.
#pragma once
#include "actors/service/service_calls.hpp"
#include "actors/service/service_policy.hpp"
#include "actors/timer.hpp"
#include "messages/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace signalbox {

/// Effect: make a call, or set a timer.
using service_effect = std::variant<service_call, wake_later>;

class service_reconciler {
public:
  using effect = std::optional<service_effect>; ///< none: nothing to do now

  /// `after_refusal`: time to the next observation after the engine has refused a call.
  service_reconciler(const cluster_settings& settings, const service_policy& policy, milliseconds after_refusal);

  /// The call that waits for its answer; `none` if there is no such call.
  call_kind in_flight() const { return in_flight_; }

  /// Starts a call; no other call may be in flight.
  effect start(service_call call);
  /// Observes the service, unless a call is in flight, which an observation follows anyway.
  effect observe();
  /// Starts to create the secret with the cluster's token; none if the cluster has no token, or its secret exists.
  effect make_secret_if_missing();
  /// The secret may have been removed: it is created again before the next write.
  void forget_secret() { has_secret_ = false; }
  /// To be called after each reconcile: requeues after `poll` if `soon`, else after `resync_interval`. No effect if a
  /// call was started.
  effect requeue(bool soon, instant now);

  effect on_wake(std::uint64_t epoch);
  /// Observes the service, because an unknown caller may be a new task of it. At most one observation per `poll`
  /// interval, so that an unknown caller cannot cause one engine call per request.
  effect on_unknown_caller(instant now);
  /// An observation has arrived or failed.
  effect on_observation(const observed_service& seen, instant now);
  /// The call in flight has ended.
  effect on_outcome(const engine_outcome& outcome, instant now);

private:
  effect requeue_after(milliseconds in, instant now);

  std::string token_; ///< of the cluster; empty if it has none
  std::string secret_name_;
  label_map secret_labels_;
  service_policy policy_;
  milliseconds after_refusal_;
  call_kind in_flight_ = call_kind::none;
  bool has_secret_ = false; ///< the secret was created, or existed already
  std::optional<instant> observed_at_;
  timer_slot timer_;
  backoff retry_;
};

} // namespace signalbox
