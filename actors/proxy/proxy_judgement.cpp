// The half of the proxy's logic that looks back: has what was sent arrived, was it given up, does it serve?
#include "actors/proxy/proxy_logic.hpp"
#include "actors/service/observation.hpp"

namespace signalbox {

bool proxy_logic::notice_rejection(const service_observation& seen, instant now) {
  const auto& live = *seen.service;
  if (!applying_ || applying_->kind == apply_kind::reload || live.update_started == applying_->update_before ||
      !is_given_up(live.update_state))
    return false;
  if (applying_->brings_agent && !registry_.any_reported())
    give_agents_up(live.update_message, now);
  else
    reject(seen, now);
  return true;
}

void proxy_logic::reject(const service_observation& seen, instant now) {
  const auto& live = *seen.service;
  out_.push_back(record_event{"update rejected by Swarm: " + live.update_message});
  refused_ = refusal{applying_->key, "Swarm gave up the update: " + live.update_message, {}};
  const bool still_wanted = applying_->key == key_;
  finish_apply("rejected", now);
  set_degraded("the newest configuration was rejected: " + live.update_message);
  if (const auto* object = find_config(seen, report_.desired_config); object && still_wanted) {
    auto labels = object->labels;
    labels[owned::rejected_label] = key_;
    start(call::mark, mark_config{*object, std::move(labels)});
  }
}

bool proxy_logic::clear_rejection(const service_observation& seen) {
  refused_.reset();
  const auto* object = find_config(seen, report_.desired_config);
  auto labels = object ? object->labels : label_map{};
  if (const auto mark = labels.find(owned::rejected_label); mark == labels.end() || mark->second != key_)
    return false;
  labels.erase(owned::rejected_label);
  start(call::mark, mark_config{*object, std::move(labels)});
  return true;
}

void proxy_logic::drop_stale_config(const service_observation& seen) {
  if (const auto* old = stale_config(seen, report_.desired_config, policy_.configs_kept, config_labels(settings_)))
    start(call::drop, drop_config{old->id});
}

// A write clears the state of the last update, and Swarm takes a moment to begin the new one.
bool proxy_logic::about_to_begin(const live_service& live, instant now) const {
  const bool writing = applying_ && applying_->kind != apply_kind::create && applying_->kind != apply_kind::reload;
  return writing && live.update_state.empty() &&
         now - applying_->written.value_or(applying_->since) < policy_.update_start_timeout;
}

void proxy_logic::judge_convergence(const service_observation& seen, instant now) {
  const auto& live = *seen.service;
  report_.replicas = live.spec.replicas;
  report_.tasks_running =
      uses_agents() ? registry_.rollout_status_of(desired_->sum).serving : running_with(seen, report_.desired_config);
  if (about_to_begin(live, now))
    return;
  in_sync_ = !is_under_way(live.update_state);
  if (uses_agents())
    judge_agents(now);
  else if (in_sync_ && report_.tasks_running >= live.spec.replicas &&
           running_without(seen, report_.desired_config) == 0)
    settle_applied(now);
  if (in_flight_ != call::none)
    return;
  if (report_.applied_config == report_.desired_config && report_.state == health::ok) {
    if (!clear_rejection(seen))
      drop_stale_config(seen);
    return;
  }
  if (is_given_up(live.update_state)) {
    set_degraded("Swarm stopped the update: " + live.update_message);
    drop_stale_config(seen);
    return;
  }
  if (!applying_ && !uses_agents()) // found in the middle of an update of somebody else's, or with tasks missing
    begin_apply(apply_kind::heal, "", now);
  if (applying_ && applying_->kind != apply_kind::reload && now - applying_->since > policy_.apply_timeout)
    judge_overdue(seen, now);
}

void proxy_logic::judge_overdue(const service_observation& seen, instant now) {
  const auto others = uses_agents() ? 0 : running_without(seen, report_.desired_config);
  set_degraded(std::to_string(report_.tasks_running) + " of " + std::to_string(report_.replicas) + " tasks run" +
               (others ? ", and " + std::to_string(others) + " with another configuration" : "") + first_error(seen));
  if (applying_->brings_agent && !registry_.any_reported())
    give_agents_up("no task has reported" + first_error(seen), now);
}

void proxy_logic::judge_agents(instant now) {
  const auto rollout = registry_.rollout_status_of(desired_->sum);
  report_.tasks_running = rollout.serving;
  report_.replicas = replicas_;
  for (const auto& [proxy, note] : registry_.outdated())
    add_problem(severity::warning, proxy + ' ' + note->what, note->hint);
  if (rollout.refused)
    return judge_refusal(rollout.error, now);
  if (in_sync_ && rollout.serving >= replicas_ && rollout.serving == rollout.tasks)
    return settle_applied(now);
  if (!lags_since_)
    lags_since_ = now;
  if (!rollout.error.empty())
    set_degraded("a proxy task could not take the newest configuration: " + rollout.error);
  else if (in_sync_ && now - *lags_since_ > policy_.reload_timeout)
    set_degraded(std::to_string(rollout.serving) + " of " + std::to_string(replicas_) +
                 " proxy tasks serve the newest configuration");
  notice_silence(now);
}

void proxy_logic::judge_refusal(const std::string& words, instant now) {
  if (applying_ && applying_->kind == apply_kind::reload) {
    out_.push_back(record_event{"refused by the proxy: " + words});
    finish_apply("rejected", now);
  }
  set_degraded("the proxy refused the newest configuration; the last good one serves on: " + words);
  add_problem(severity::error, "refused: " + report_.desired_config + ": " + words,
              "the service that caused it is left out as soon as it is found");
}

// An agent that never speaks cannot be told anything: the old way reaches its task all the same.
void proxy_logic::notice_silence(instant now) {
  const auto since = registry_.silent_since();
  if (!since || registry_.any_reported())
    return;
  const auto timeout = applying_ && applying_->brings_agent ? policy_.first_report_timeout : policy_.silence_timeout;
  if (now - *since > timeout)
    give_agents_up("its tasks run, but do not report", now);
}

void proxy_logic::give_agents_up(const std::string& why, instant now) {
  agent_unsupported_ = true;
  out_.push_back(record_event{"the agent does not work in " + settings_.proxy_image + " (" + why +
                              "): from now on each change replaces the proxy's tasks"});
  finish_apply("rejected", now);
  refused_.reset();
  key_ = desired_key();
  observe_now();
}

void proxy_logic::settle_applied(instant now) {
  if (applying_) {
    finish_apply("applied", now);
    out_.push_back(record_event{"applied " + report_.desired_config});
  }
  report_.state = health::ok;
  report_.why.clear();
  report_.applied = desired_->rev;
  report_.applied_config = report_.desired_config;
  lags_since_.reset();
  if (agent_unsupported_)
    add_problem(
        severity::warning,
        "the agent does not work in image " + settings_.proxy_image + ": each change replaces the proxy's tasks",
        "use an image with a shell, sha256sum, and one of wget, curl and bash; or set HitlessServiceUpdate = false");
}

void proxy_logic::begin_apply(apply_kind kind, const std::string& update_before, instant now) {
  applying_ = applying{key_, desired_->rev, kind, update_before, now, {}, false};
  update_seen_.reset(); // another update is waited for now
}

void proxy_logic::finish_apply(const char* outcome, instant now) {
  if (!applying_)
    return;
  static constexpr const char* kinds[] = {"create", "update", "heal", "reload"};
  const auto key = std::string{kinds[static_cast<int>(applying_->kind)]} + '_' + outcome;
  ++report_.applies[key];
  report_.last_apply = now - applying_->since;
  report_.apply_times[key].add(report_.last_apply);
  applying_.reset();
}

} // namespace signalbox
