#include "actors/proxy/rollout_tracker.hpp"

#include "actors/service/observation.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

void rollout_tracker::desire_text(instant now) {
  text_since_ = now;
  if (state_ == rollout_state::applied)
    state_ = rollout_state::lagging;
}

// `waiting` stays through an observation that cannot be compared, so that the write keeps the start of its wait.
void rollout_tracker::observed(const service_observation& seen) {
  replicas_ = seen.service ? seen.service->spec.replicas : 0;
  if (state_ != rollout_state::waiting)
    state_ = rollout_state::unknown;
  if (!seen.service || !is_under_way(seen.service->update_state))
    update_since_.reset();
}

void rollout_tracker::differs(instant now) {
  if (std::exchange(state_, rollout_state::waiting) != rollout_state::waiting)
    waiting_since_ = now;
}

void rollout_tracker::matches(const live_service& live, instant now) {
  const bool updating = about_to_begin(live, now) || is_under_way(live.update_state);
  state_ = updating ? rollout_state::updating : rollout_state::lagging;
}

bool rollout_tracker::evaluate_tasks(const rollout_status& tasks) {
  if (!in_sync())
    return false;
  const bool all_serve = tasks.serving >= replicas_ && tasks.serving == tasks.tasks;
  state_ = all_serve ? rollout_state::applied : rollout_state::lagging;
  if (all_serve)
    lags_since_.reset();
  return all_serve;
}

bool rollout_tracker::lags_too_long(instant now) {
  if (!lags_since_)
    lags_since_ = now;
  return in_sync() && now - *lags_since_ > policy_.reload_timeout;
}

bool rollout_tracker::about_to_begin(const live_service& live, instant now) const {
  const bool writing = change_ && change_->kind != apply_kind::create && change_->kind != apply_kind::reload;
  return writing && live.update_state.empty() && now - change_->written < policy_.update_start_timeout;
}

bool rollout_tracker::awaits_update(const live_service& live, instant now) {
  if (about_to_begin(live, now))
    return true;
  if (!is_under_way(live.update_state))
    return false;
  if (!update_since_)
    update_since_ = now;
  return now - *update_since_ < policy_.update_timeout;
}

bool rollout_tracker::awaits_validation(const rollout_status& tasks, instant now) const {
  return tasks.tasks > 0 && tasks.serving == 0 && now - waiting_since_ < policy_.unvalidated_max_wait &&
         now - std::max(waiting_since_, text_since_) < policy_.validation_timeout;
}

bool rollout_tracker::awaits_batch(bool settled, bool agents, instant now) const {
  return !settled && now - waiting_since_ < (agents ? policy_.batch_max_wait : policy_.settle_timeout);
}

std::string rollout_tracker::why_not(const config_object* object, instant now) const {
  if (refusal_ && refusal_->key == key_ && (!refusal_->until || now < *refusal_->until))
    return refusal_->why;
  return object && is_marked(*object) ? "Swarm gave up an earlier update to it" : "";
}

std::string rollout_tracker::why_not_create(instant now) const {
  const bool refused = refusal_ && refusal_->key == key_ && refusal_->until && now < *refusal_->until;
  return refused ? refusal_->why : "";
}

void rollout_tracker::begin(apply_kind kind, std::string update_before, bool brings_agent, instant now) {
  change_ = change{key_, kind, std::move(update_before), brings_agent, now, now};
  update_since_.reset(); // the wait for the new update is measured separately
}

void rollout_tracker::on_write_ended(const engine_outcome& outcome, instant now) {
  if (!change_)
    return;
  if (std::holds_alternative<engine_conflict>(outcome)) {
    change_.reset(); // another writer was first: reconcile with the next observation
  } else if (const auto* refused = std::get_if<engine_refused>(&outcome)) {
    refusal_ = refusal{change_->key, "the engine refused it: " + refused->why, now + policy_.refusal_backoff};
    finish("refused", now);
  } else { // also without an answer: the write may have succeeded, so that Swarm may begin or give up the update
    change_->written = now;
  }
}

bool rollout_tracker::is_given_up(const live_service& live) const {
  return change_ && change_->kind != apply_kind::reload && live.update_started != change_->update_before &&
         signalbox::is_given_up(live.update_state);
}

bool rollout_tracker::is_overdue(instant now) const {
  return change_ && change_->kind != apply_kind::reload && now - change_->since > policy_.apply_timeout;
}

void rollout_tracker::finish(const char* outcome, instant now) {
  if (!change_)
    return;
  static constexpr const char* kinds[] = {"create", "update", "heal", "reload"};
  const auto key = std::string{kinds[static_cast<int>(change_->kind)]} + '_' + outcome;
  ++counts_.applies[key];
  counts_.last_apply = now - change_->since;
  counts_.apply_times[key].add(counts_.last_apply);
  change_.reset();
}

bool rollout_tracker::reject(const std::string& why, instant now) {
  refusal_ = refusal{change_->key, why, {}};
  const bool still_desired = change_->key == key_;
  finish("rejected", now);
  return still_desired;
}

bool rollout_tracker::is_marked(const config_object& object) const {
  const auto mark = object.labels.find(owned::rejected_label);
  return mark != object.labels.end() && mark->second == key_;
}

mark_config rollout_tracker::rejection_mark(const config_object& object) const {
  auto labels = object.labels;
  labels[owned::rejected_label] = key_;
  return {object, std::move(labels)};
}

std::optional<mark_config> rollout_tracker::cleared_mark(const config_object& object) const {
  if (!is_marked(object))
    return {};
  auto labels = object.labels;
  labels.erase(owned::rejected_label);
  return mark_config{object, std::move(labels)};
}

void rollout_tracker::count(proxy_report& report) const {
  report.applies = counts_.applies;
  report.last_apply = counts_.last_apply;
  report.apply_times = counts_.apply_times;
}

} // namespace signalbox
