#include "actors/extension/extension_reconciler.hpp"

#include "actors/extension/desired_extension_spec.hpp"
#include "actors/service/observation.hpp"
#include "actors/service/spec_difference.hpp"
#include "actors/service/spec_merge.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

extension_reconciler::extension_reconciler(cluster_settings settings, proxy_policy policy)
    : settings_(std::move(settings)), policy_(policy), desired_(desired_extension_spec(settings_)),
      retry_(policy.backoff_least, policy.backoff_most) {}

extension_service_effects extension_reconciler::start(instant) {
  observe_now();
  return std::exchange(out_, {});
}

extension_service_effects extension_reconciler::on_wake(std::uint64_t epoch, instant) {
  if (timer_.is_current(epoch))
    observe_now();
  return std::exchange(out_, {});
}

extension_service_effects extension_reconciler::on_unknown_caller(instant now) {
  if (observed_at_ && now - *observed_at_ < policy_.poll) // whoever knocks must not keep the engine busy
    requeue_after(policy_.poll, now);
  else
    observe_now();
  return std::exchange(out_, {});
}

extension_service_effects extension_reconciler::on_observation(const observed_service& seen, instant now) {
  in_flight_ = call::none;
  observed_at_ = now;
  found_.clear();
  if (const auto* lost = std::get_if<engine_unreachable>(&seen)) {
    add_problem("cannot be looked at: the engine does not answer: " + lost->why, "");
    requeue_after(retry_.next(), now);
    return std::exchange(out_, {});
  }
  retry_.reset();
  pending_ = false;
  const auto& service = std::get<service_observation>(seen);
  record_observation(service);
  reconcile(service);
  authorize(service);
  if (in_flight_ == call::none)
    requeue_after(pending_ || running_ < replicas_ ? policy_.poll : policy_.resync_interval, now);
  return std::exchange(out_, {});
}

extension_service_effects extension_reconciler::on_outcome(const engine_outcome& outcome, instant now) {
  const auto ended = std::exchange(in_flight_, call::none);
  if (std::holds_alternative<engine_done>(outcome)) {
    has_secret_ = has_secret_ || ended == call::secret;
    observe_now();
  } else if (std::holds_alternative<engine_conflict>(outcome)) {
    requeue_after(policy_.poll, now);
  } else if (const auto* refused = std::get_if<engine_refused>(&outcome)) {
    add_problem("the engine refused it: " + refused->why, "correct [Extensions." + settings_.id.value + ']');
    requeue_after(policy_.refusal_backoff, now);
  } else {
    add_problem("the engine did not answer: " + std::get<engine_unreachable>(outcome).why, "");
    requeue_after(retry_.next(), now);
  }
  return std::exchange(out_, {});
}

void extension_reconciler::record_observation(const service_observation& seen) {
  replicas_ = seen.service ? seen.service->spec.replicas : 0;
  running_ = running(seen);
}

// A task whose image is about to be replaced might write for another program than the one that the proxy is to have.
void extension_reconciler::authorize(const service_observation& seen) {
  std::vector<authorized_task> authorized;
  if (seen.service && is_extension_of(seen.service->spec, settings_)) {
    auto tasks = seen.tasks;
    const auto image = merge(seen.service->applied, seen.service->spec, desired_).image;
    std::erase_if(tasks, [&](const auto& t) { return !why_not_ && !t.image.empty() && t.image != image; });
    authorized = tasks_on(tasks, settings_.core_networks);
  }
  if (authorized == authorized_)
    return;
  const bool all_stay = std::all_of(authorized_.begin(), authorized_.end(), [&](const authorized_task& t) {
    return std::any_of(authorized.begin(), authorized.end(),
                       [&](const authorized_task& other) { return other.id == t.id; });
  });
  authorized_ = std::move(authorized);
  out_.push_back(authorize_tasks{authorized_});
  if (!all_stay)
    out_.push_back(resend_request{});
}

void extension_reconciler::reconcile(const service_observation& seen) {
  if (!seen.service)
    return create();
  const auto& live = *seen.service;
  if (!is_extension_of(live.spec, settings_)) {
    add_problem("is there, and it is not this cluster's extension",
                "rename it, change ServiceName, or hand it over: docker service update --label-add " +
                    std::string{owned::type_label} + '=' + owned::extension_type + ' ' + live.name);
    return;
  }
  if (is_given_up(live.update_state) && written_ && given_up_.insert(live.update_started).second) {
    why_not_ = live.update_message;
    out_.push_back(record_event{"update of service " + live.name + " given up by Swarm: " + live.update_message});
  }
  write_if_different(live);
  if (running_ < replicas_)
    if (const auto why = first_error(seen); !why.empty())
      add_problem(std::to_string(running_) + " of " + std::to_string(replicas_) + " tasks run" + why,
                  "docker service ps --no-trunc " + live.name + " shows more");
}

void extension_reconciler::create() {
  if (lacks_secret())
    return;
  out_.push_back(record_event{"creates service " + settings_.service_name});
  start_call(call::write, make_service{desired_});
}

void extension_reconciler::write_if_different(const live_service& live) {
  const auto merged = merge(live.applied, live.spec, desired_);
  if (merged == live.spec && live.applied == desired_) {
    pending_ = is_under_way(live.update_state);
    return;
  }
  if (why_not_) {
    add_problem("is not as the configuration asks: Swarm gave up the update: " + *why_not_,
                "docker service ps --no-trunc " + live.name + " shows why; it is tried again when core restarts");
    return;
  }
  pending_ = true;
  if (is_under_way(live.update_state) || lacks_secret())
    return;
  const bool heals = live.applied == desired_;
  out_.push_back(record_event{(heals ? "heals service " : "updates service ") + live.name + ": " +
                              difference(live.spec, merged, {})});
  written_ = true;
  start_call(call::write, change_service{live, merged, desired_});
}

bool extension_reconciler::lacks_secret() {
  if (settings_.agent_token.empty() || has_secret_)
    return false;
  start_call(call::secret, make_secret{token_secret_name(settings_), token_labels(settings_), settings_.agent_token});
  return true;
}

void extension_reconciler::start_call(call c, extension_service_effect effect) {
  in_flight_ = c;
  out_.push_back(std::move(effect));
}

void extension_reconciler::observe_now() {
  if (in_flight_ == call::none)
    start_call(call::observe, observe_service{});
}

void extension_reconciler::requeue_after(milliseconds in, instant now) {
  if (auto w = timer_.set(now + in, now))
    out_.push_back(*w);
}

void extension_reconciler::add_problem(std::string what, std::string hint) {
  found_.push_back(
      {severity::error, "", "extension service " + settings_.service_name, std::move(what), std::move(hint)});
}

} // namespace signalbox
