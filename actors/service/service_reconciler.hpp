// The part of reconciling that is the same for every service that core keeps: when to observe it, and what follows the
// end of a call. What the next call is, the owner decides.
//
// One call is in flight at a time, and every call is followed by an observation, so that nothing depends on the call
// having worked: a core that is killed between two calls leaves nothing that its successor could not go on from. A call
// that the engine did not answer is followed by a backoff.
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

/// Effect: make a call, or have yourself woken.
using service_effect = std::variant<service_call, wake_later>;

class service_reconciler {
public:
  using effect = std::optional<service_effect>; ///< none: there is nothing to do now

  /// `after_refusal`: when to observe again after the engine has refused a call.
  service_reconciler(const cluster_settings& settings, const service_policy& policy, milliseconds after_refusal);

  /// The call that waits for its answer; `none` if there is no such call.
  call_kind in_flight() const { return in_flight_; }

  /// Starts a call; the caller makes sure that none is in flight.
  effect start(service_call call);
  /// Observes the service, unless a call is in flight: that is followed by an observation.
  effect observe();
  /// Starts to make the secret with the cluster's token; none if the cluster has no token, or its secret is there.
  effect make_secret_if_missing();
  /// The secret may be gone: it is made again before the next write.
  void forget_secret() { has_secret_ = false; }
  /// To be called when an observation was acted upon: observes again after a while, unless a call was started.
  effect requeue(bool soon, instant now);

  effect on_wake(std::uint64_t epoch);
  /// Somebody calls core who is no known task of the service: it may be a new one. At most one observation a `poll`
  /// interval, so that an unknown caller cannot cause one engine call a request.
  effect on_unknown_caller(instant now);
  /// An observation came, or failed.
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
  bool has_secret_ = false; ///< the secret was made, or found
  std::optional<instant> observed_at_;
  timer_slot timer_;
  backoff retry_;
};

} // namespace signalbox
