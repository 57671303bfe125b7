#include "actors/extension/extension_reconciler.hpp"

#include "actors/extension/desired_extension_spec.hpp"
#include "actors/service/observation.hpp"
#include "actors/service/spec_difference.hpp"
#include "actors/service/spec_merge.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

extension_reconciler::extension_reconciler(cluster_settings settings, const service_policy& policy)
    : settings_(std::move(settings)), desired_(desired_extension_spec(settings_)),
      service_(settings_, policy, policy.refusal_backoff), problems_("extension service " + settings_.service_name) {}

extension_service_effects extension_reconciler::start(instant) {
  push(service_.observe());
  return take();
}

extension_service_effects extension_reconciler::on_wake(std::uint64_t epoch, instant) {
  push(service_.on_wake(epoch));
  return take();
}

extension_service_effects extension_reconciler::on_unknown_caller(instant now) {
  push(service_.on_unknown_caller(now));
  return take();
}

extension_service_effects extension_reconciler::on_observation(const observed_service& seen, instant now) {
  problems_.clear();
  push(service_.on_observation(seen, now));
  if (const auto* lost = std::get_if<engine_unreachable>(&seen)) {
    add_problem("cannot be observed: the engine does not answer: " + lost->why, "");
    return take();
  }
  const auto& service = std::get<service_observation>(seen);
  pending_ = false;
  replicas_ = service.service ? service.service->spec.replicas : 0;
  running_ = running(service);
  reconcile(service);
  authorize(service);
  push(service_.requeue(pending_ || running_ < replicas_, now));
  return take();
}

extension_service_effects extension_reconciler::on_outcome(const engine_outcome& outcome, instant now) {
  push(service_.on_outcome(outcome, now));
  if (const auto* refused = std::get_if<engine_refused>(&outcome))
    add_problem("the engine refused it: " + refused->why, "correct [Extensions." + settings_.id.value + ']');
  else if (const auto* lost = std::get_if<engine_unreachable>(&outcome))
    add_problem("the engine did not answer: " + lost->why, "");
  return take();
}

// A task whose image is about to be replaced is not authorized, because it may render for another program than the
// proxy's.
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
    add_problem("exists, but is not this cluster's extension",
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
  if (ensure_secret())
    return;
  out_.push_back(record_event{"creates service " + settings_.service_name});
  push(service_.start(make_service{desired_}));
}

void extension_reconciler::write_if_different(const live_service& live) {
  auto change = change_to(desired_, live);
  if (!change) {
    pending_ = is_under_way(live.update_state);
    return;
  }
  if (why_not_) {
    add_problem("is not as the configuration asks: Swarm gave up the update: " + *why_not_,
                "docker service ps --no-trunc " + live.name + " shows why; it is tried again when core restarts");
    return;
  }
  pending_ = true;
  if (is_under_way(live.update_state) || ensure_secret())
    return;
  out_.push_back(record_event{(change->heals ? "heals service " : "updates service ") + live.name + ": " +
                              difference(live.spec, change->merged, {})});
  written_ = true;
  push(service_.start(change_service{live, std::move(change->merged), std::move(change->desired)}));
}

bool extension_reconciler::ensure_secret() {
  auto secret = service_.make_secret_if_missing();
  push(secret);
  return secret.has_value();
}

void extension_reconciler::push(service_reconciler::effect effect) {
  if (effect)
    std::visit([this](auto& e) { out_.push_back(std::move(e)); }, *effect);
}

void extension_reconciler::add_problem(std::string what, std::string hint) {
  problems_.add(severity::error, std::move(what), std::move(hint));
}

} // namespace signalbox
