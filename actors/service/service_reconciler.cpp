#include "actors/service/service_reconciler.hpp"

#include "actors/service/owned_objects.hpp"

#include <utility>

namespace signalbox {

service_reconciler::service_reconciler(const cluster_settings& settings, const service_policy& policy,
                                       milliseconds after_refusal)
    : token_(settings.agent_token), secret_name_(token_secret_name(settings)), secret_labels_(token_labels(settings)),
      policy_(policy), after_refusal_(after_refusal), retry_(policy.backoff_least, policy.backoff_most) {}

service_reconciler::effect service_reconciler::start(service_call call) {
  in_flight_ = kind_of(call);
  return call;
}

service_reconciler::effect service_reconciler::observe() {
  if (in_flight_ != call_kind::none)
    return {};
  return start(observe_service{});
}

service_reconciler::effect service_reconciler::make_secret_if_missing() {
  if (token_.empty() || has_secret_)
    return {};
  return start(make_secret{secret_name_, secret_labels_, token_});
}

service_reconciler::effect service_reconciler::requeue(bool soon, instant now) {
  if (in_flight_ != call_kind::none)
    return {};
  return requeue_after(soon ? policy_.poll : policy_.resync_interval, now);
}

service_reconciler::effect service_reconciler::on_wake(std::uint64_t epoch) {
  return timer_.is_current(epoch) ? observe() : effect{};
}

service_reconciler::effect service_reconciler::on_unknown_caller(instant now) {
  if (observed_at_ && now - *observed_at_ < policy_.poll)
    return requeue_after(policy_.poll, now);
  return observe();
}

service_reconciler::effect service_reconciler::on_observation(const observed_service& seen, instant now) {
  in_flight_ = call_kind::none;
  observed_at_ = now;
  if (std::holds_alternative<engine_unreachable>(seen))
    return requeue_after(retry_.next(), now);
  retry_.reset();
  return {};
}

service_reconciler::effect service_reconciler::on_outcome(const engine_outcome& outcome, instant now) {
  const auto ended = std::exchange(in_flight_, call_kind::none);
  if (std::holds_alternative<engine_done>(outcome)) {
    has_secret_ = has_secret_ || ended == call_kind::secret;
    return observe();
  }
  if (std::holds_alternative<engine_conflict>(outcome))
    return requeue_after(policy_.poll, now);
  if (ended == call_kind::drop) // the object may still be in use: a later observation tries again
    return requeue_after(policy_.resync_interval, now);
  const bool refused = std::holds_alternative<engine_refused>(outcome);
  return requeue_after(refused ? after_refusal_ : retry_.next(), now);
}

service_reconciler::effect service_reconciler::requeue_after(milliseconds in, instant now) {
  if (auto w = timer_.set(now + in, now))
    return *w;
  return {};
}

} // namespace signalbox
