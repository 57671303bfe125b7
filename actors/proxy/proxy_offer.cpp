// The part of the proxy's logic that keeps agents and their server in step with what is wanted, and with who runs.
#include "actors/proxy/proxy_logic.hpp"
#include "actors/service/observation.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

managed_spec proxy_logic::desired_spec(const std::optional<bootstrap_config>& bootstrap) const {
  return desired_proxy_spec(settings_, *desired_, agent_, bootstrap, agent_unsupported_);
}

/// The key ignores the store index, so the same desired spec has the same key whenever it is applied.
std::string proxy_logic::desired_key() const {
  return digest_of(desired_spec(bootstrap_config{report_.desired_config, 0})).hex;
}

void proxy_logic::record_observation(const service_observation& seen, instant now) {
  in_sync_ = false;
  replicas_ = seen.service ? seen.service->spec.replicas : 0;
  store_index_ = seen.service ? seen.service->version : 1;
  for (const auto& c : seen.configs)
    store_index_ = std::max(store_index_, c.version);
  if (!seen.service || !is_under_way(seen.service->update_state))
    update_seen_.reset();
  if (!agent_)
    return;
  if (seen.service)
    if (const auto i = seen.service->spec.labels.find(owned::agent_unsupported_label);
        i != seen.service->spec.labels.end())
      if (const bool said = i->second == settings_.proxy_image;
          std::exchange(agent_unsupported_, said) != said && desired_)
        key_ = desired_key(); // before the first look it was that of another desired spec
  std::vector<authorized_task> authorized;
  if (seen.service && seen.service->ours) {
    registry_.sync_tasks(seen.tasks, now);
    authorized = tasks_on(seen.tasks, settings_.core_networks);
  }
  if (authorized != authorized_) {
    authorized_ = std::move(authorized);
    out_.push_back(authorize_tasks{authorized_});
  }
  offer(now);
}

bool proxy_logic::tasks_may_run_another(instant now) const {
  return registry_.any_may_run_another(desired_->program, settings_.proxy_image, now - policy_.first_report_timeout);
}

// Before the first look nobody knows how late it is, and an offer that seems older than it is could be forgotten. Tasks
// of another program could only refuse it: they are replaced, and their successors start with it.
void proxy_logic::offer(instant now) {
  if (!uses_agents() || !desired_ || store_index_ == 0 || validating_ ||
      (offered_.text && offered_.sum == desired_->sum) || tasks_may_run_another(now))
    return;
  offered_ = {desired_->sum, desired_->text, store_index_, false};
  out_.push_back(offer_config{offered_});
  if (in_sync_ && !applying_)
    begin_apply(apply_kind::reload, "", now);
}

/// Tasks that serve are not given up for a text that nobody has found good.
bool proxy_logic::awaits_verdict(const service_observation& seen, instant now) {
  if (!uses_agents() || !seen.service->spec.labels.contains(owned::agent_label) || !registry_.any_reported() ||
      tasks_may_run_another(now))
    return false;
  const auto rollout = registry_.rollout_status_of(desired_->sum);
  if (rollout.refused) {
    judge_refusal(rollout.error, now);
    return true;
  }
  return rollout.tasks > 0 && rollout.serving == 0 && now - *differs_since_ < policy_.unvalidated_max_wait &&
         now - std::max(*differs_since_, text_since_) < policy_.validation_timeout;
}

} // namespace signalbox
