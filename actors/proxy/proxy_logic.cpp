#include "actors/proxy/proxy_logic.hpp"

#include "actors/service/config_objects.hpp"
#include "actors/service/observation.hpp"
#include "actors/service/owned_objects.hpp"
#include "actors/service/spec_functions.hpp"

#include <utility>

namespace signalbox {

proxy_logic::proxy_logic(cluster_settings settings, proxy_policy policy, agent_text agent, proxy_programs programs)
    : settings_(std::move(settings)), policy_(policy), service_(settings_, policy, policy.resync_interval),
      agents_(settings_, std::move(agent), policy.first_report_timeout, programs), rollout_(policy), status_(settings_),
      desired_(settings_) {}

proxy_effects proxy_logic::on(const config_rendered& c, instant now) {
  if (desired_.known() && c.rev < desired_.config().rev)
    return {};
  if (c.validate_only) {
    push(agents_.offer_validation(c));
    return flush(now);
  }
  if (!desired_.known() || desired_.config().sum != c.sum)
    rollout_.desire_text(now);
  desired_.set(c);
  agents_.end_validation();
  status_.set_desired(c.rev, desired_.config_name());
  rollout_.desire(desired_.key(agents_));
  offer(now);
  push(service_.observe());
  return flush(now);
}

proxy_effects proxy_logic::on(const agent_event& event, instant now) {
  if (const auto* report = std::get_if<agent_report>(&event)) {
    if (!agents_.record_report(*report, now) || !desired_.known())
      return {}; // an agent polls every few seconds, mostly with an unchanged report
    status_.clear_problems();
    evaluate_agents(now);
    if (!status_.healthy())
      push(service_.observe()); // finds the cleared problems again that are not from agents
  } else if (desired_.known()) {
    push(service_.on_unknown_caller(now));
  }
  return flush(now);
}

proxy_effects proxy_logic::on_wake(std::uint64_t epoch, instant now) {
  push(service_.on_wake(epoch));
  return flush(now);
}

proxy_effects proxy_logic::on_observation(const observed_service& seen, instant now) {
  push(service_.on_observation(seen, now));
  if (const auto* lost = std::get_if<engine_unreachable>(&seen)) {
    status_.set_degraded("the engine does not answer: " + lost->why);
    return flush(now);
  }
  const auto& service = std::get<service_observation>(seen);
  status_.clear_problems();
  record_observation(service, now);
  if (desired_.known())
    reconcile(service, now);
  push(service_.requeue(rollout_.busy(), now));
  return flush(now);
}

proxy_effects proxy_logic::on_outcome(const engine_outcome& outcome, instant now) {
  const auto ended = service_.in_flight();
  push(service_.on_outcome(outcome, now));
  if (ended == call_kind::write) {
    rollout_.on_write_ended(outcome, now);
    if (std::holds_alternative<engine_conflict>(outcome))
      service_.forget_secret();
  }
  if (ended != call_kind::drop)
    status_.set_outcome(outcome);
  return flush(now);
}

void proxy_logic::record_observation(const service_observation& seen, instant now) {
  rollout_.observed(seen);
  const bool unsupported = agents_.unsupported();
  push(agents_.observe(seen, now));
  if (desired_.known() && agents_.unsupported() != unsupported)
    rollout_.desire(desired_.key(agents_)); // the desired spec differs with and without agents
  offer(now);
}

void proxy_logic::offer(instant now) {
  auto offered = desired_.known() ? agents_.offer(desired_.config(), now) : std::nullopt;
  if (offered && rollout_.in_sync() && !rollout_.changing())
    rollout_.begin(apply_kind::reload, "", false, now);
  push(std::move(offered));
}

void proxy_logic::reconcile(const service_observation& seen, instant now) {
  status_.set_service(seen.service ? seen.service->id : "");
  if (!seen.service)
    create(seen, now);
  else if (!seen.service->ours)
    status_.set_foreign(*seen.service);
  else if (rollout_.is_given_up(*seen.service))
    take_rejection(seen, now);
  else
    write_if_different(seen, now);
}

// A desired spec that Swarm gave up is tried again, because there is no service that it could break.
void proxy_logic::create(const service_observation& seen, instant now) {
  status_.set_no_tasks();
  if (const auto why = rollout_.why_not_create(now); !why.empty()) {
    rollout_.block();
    status_.set_blocked(why);
  } else if (!ensure_objects(seen)) {
    rollout_.begin(apply_kind::create, "", agents_.in_use(), now);
    push_event("creates service " + settings_.proxy_service_name);
    push(service_.start(make_service{desired_.newest_spec(agents_)}));
  }
}

bool proxy_logic::ensure_objects(const service_observation& seen) {
  service_reconciler::effect next;
  if (auto text = desired_.missing_text(seen, agents_))
    next = service_.start(*std::move(text));
  if (!next && agents_.in_use())
    next = service_.make_secret_if_missing();
  if (!next)
    if (auto script = desired_.missing_script(seen, agents_))
      next = service_.start(*std::move(script));
  push(next);
  return next.has_value();
}

void proxy_logic::write_if_different(const service_observation& seen, instant now) {
  auto change = desired_.change_for(seen, agents_);
  if (!change) {
    rollout_.matches(*seen.service, now);
    return evaluate_rollout(seen, now);
  }
  if (const auto why = rollout_.why_not(find_config(seen, desired_.config_name()), now); !why.empty()) {
    rollout_.block();
    status_.set_blocked(why);
    return drop_stale_config(seen); // each rejected configuration leaves a config object
  }
  rollout_.differs(now);
  if (!must_wait(seen, change->merged, now) && !ensure_objects(seen))
    update_service(seen, *std::move(change), now);
}

// An update waits, so that one update contains all pending changes.
bool proxy_logic::must_wait(const service_observation& seen, const managed_spec& merged, instant now) {
  if (rollout_.awaits_update(*seen.service, now))
    return true;
  if (!replaces_tasks(seen.service->spec, merged))
    return false;
  if (awaits_validation(*seen.service, now))
    return true;
  return rollout_.awaits_batch(desired_.config().settled, agents_.in_use(), now);
}

/// Before an update replaces serving tasks, it waits for their verdict on the text.
bool proxy_logic::awaits_validation(const live_service& live, instant now) {
  if (!agents_.can_validate(live, desired_.config(), now))
    return false;
  const auto tasks = agents_.tasks().rollout_status_of(desired_.config().sum);
  if (tasks.refused)
    take_refusal(tasks.error, now);
  return tasks.refused || rollout_.awaits_validation(tasks, now);
}

void proxy_logic::update_service(const service_observation& seen, service_change change, instant now) {
  const auto& live = *seen.service;
  rollout_.begin(change.heals ? apply_kind::heal : apply_kind::update, live.update_started,
                 agents_.brought_by(change.merged, live), now);
  push_event(desired_.describe(change, seen));
  push(service_.start(change_service{live, std::move(change.merged), std::move(change.desired)}));
}

void proxy_logic::drop_stale_config(const service_observation& seen) {
  if (const auto* old = stale_config(seen, desired_.config_name(), policy_.configs_kept, config_labels(settings_)))
    push(service_.start(drop_config{old->id}));
}

void proxy_logic::take_rejection(const service_observation& seen, instant now) {
  const auto& why = seen.service->update_message;
  if (rollout_.brings_agent() && agents_.none_reported())
    return give_agents_up(why, now);
  push_event("update rejected by Swarm: " + why);
  const bool still_desired = rollout_.reject("Swarm gave up the update: " + why, now);
  status_.set_degraded("the newest configuration was rejected: " + why);
  if (const auto* object = find_config(seen, desired_.config_name()); object && still_desired)
    push(service_.start(rollout_.rejection_mark(*object)));
}

bool proxy_logic::clear_rejection(const service_observation& seen) {
  rollout_.forget_refusal();
  const auto* object = find_config(seen, desired_.config_name());
  auto mark = object ? rollout_.cleared_mark(*object) : std::nullopt;
  if (!mark)
    return false;
  push(service_.start(*std::move(mark)));
  return true;
}

void proxy_logic::evaluate_rollout(const service_observation& seen, instant now) {
  const auto& live = *seen.service;
  const bool agents = agents_.in_use();
  const auto tasks = agents ? agents_.tasks().rollout_status_of(desired_.config().sum)
                            : rollout_status{running(seen), running_with(seen, desired_.config_name()), false, ""};
  status_.set_tasks(live.spec.replicas, tasks.serving);
  if (rollout_.about_to_begin(live, now))
    return;
  if (agents)
    evaluate_agents(now);
  else if (rollout_.evaluate_tasks(tasks))
    settle_applied(now);
  if (service_.in_flight() != call_kind::none)
    return;
  if (status_.is_applied()) {
    if (!clear_rejection(seen))
      drop_stale_config(seen);
  } else if (is_given_up(live.update_state)) {
    status_.set_degraded("Swarm stopped the update: " + live.update_message);
    drop_stale_config(seen);
  } else {
    evaluate_change(seen, agents ? 0 : tasks.tasks - tasks.serving, now);
  }
}

void proxy_logic::evaluate_change(const service_observation& seen, std::uint64_t others, instant now) {
  if (!rollout_.changing() && !agents_.in_use()) // the update of another writer runs, or tasks are missing
    rollout_.begin(apply_kind::heal, "", false, now);
  if (!rollout_.is_overdue(now))
    return;
  status_.set_overdue(others, first_error(seen));
  if (rollout_.brings_agent() && agents_.none_reported())
    give_agents_up("no task has reported" + first_error(seen), now);
}

void proxy_logic::evaluate_agents(instant now) {
  const auto tasks = agents_.tasks().rollout_status_of(desired_.config().sum);
  status_.set_tasks(rollout_.replicas(), tasks.serving);
  for (const auto& program : agents_.tasks().outdated())
    status_.warn_of_program(program);
  if (tasks.refused)
    return take_refusal(tasks.error, now);
  if (rollout_.evaluate_tasks(tasks))
    return settle_applied(now);
  status_.set_lagging(tasks, rollout_.lags_too_long(now));
  if (agents_.is_silent(rollout_.report_timeout(), now)) // without agents, tasks start with the text
    give_agents_up("its tasks run, but do not report", now);
}

void proxy_logic::take_refusal(const std::string& error, instant now) {
  if (rollout_.reloading()) {
    push_event("refused by the proxy: " + error);
    rollout_.finish("rejected", now);
  }
  status_.set_refused(error);
}

void proxy_logic::give_agents_up(const std::string& why, instant now) {
  agents_.set_unsupported();
  push_event("the agent does not work in " + settings_.proxy_image + " (" + why +
             "): from now on each change replaces the proxy's tasks");
  rollout_.finish("rejected", now);
  rollout_.forget_refusal();
  rollout_.desire(desired_.key(agents_));
  push(service_.observe());
}

void proxy_logic::settle_applied(instant now) {
  if (rollout_.changing()) {
    rollout_.finish("applied", now);
    push_event("applied " + desired_.config_name());
  }
  status_.set_applied(desired_.config().rev, agents_.unsupported());
}

proxy_effects proxy_logic::flush(instant now) {
  status_.set_hitless(agents_.mode(), agents_.reports(now));
  auto report = status_.report();
  rollout_.count(report);
  out_.push_back(publish_report<proxy_report>{std::move(report)});
  return std::exchange(out_, {});
}

} // namespace signalbox
