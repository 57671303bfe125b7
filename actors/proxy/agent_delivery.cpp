#include "actors/proxy/agent_delivery.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

agent_delivery::agent_delivery(const cluster_settings& settings, agent_text script, milliseconds first_report_timeout,
                               proxy_programs programs)
    : cluster_(settings.id), image_(settings.proxy_image), core_networks_(settings.core_networks),
      first_report_timeout_(first_report_timeout),
      script_(settings.hitless && !settings.core_endpoint.empty() ? std::move(script) : agent_text{}),
      tasks_(programs) {}

hitless_mode agent_delivery::mode() const {
  if (!script_)
    return hitless_mode::off;
  return unsupported_ ? hitless_mode::unable : hitless_mode::on;
}

std::optional<authorize_tasks> agent_delivery::observe(const service_observation& seen, instant now) {
  store_index_ = seen.service ? seen.service->version : 1;
  for (const auto& c : seen.configs)
    store_index_ = std::max(store_index_, c.version);
  if (!script_)
    return {};
  if (seen.service)
    if (const auto i = seen.service->spec.labels.find(owned::agent_unsupported_label);
        i != seen.service->spec.labels.end())
      unsupported_ = i->second == image_;
  std::vector<authorized_task> authorized;
  if (seen.service && seen.service->ours) {
    tasks_.sync_tasks(seen.tasks, now);
    authorized = tasks_on(seen.tasks, core_networks_);
  }
  if (authorized == authorized_)
    return {};
  authorized_ = std::move(authorized);
  return authorize_tasks{authorized_};
}

// Tasks of another program would refuse the text. They are replaced, and the new tasks start with it.
std::optional<offer_config> agent_delivery::offer(const config_rendered& desired, instant now) {
  if (!in_use() || store_index_ == 0 || validating_ || (offered_.text && offered_.sum == desired.sum) ||
      may_run_another(desired, now))
    return {};
  offered_ = {desired.sum, desired.text, store_index_, false};
  return offer_config{offered_};
}

std::optional<offer_config> agent_delivery::offer_validation(const config_rendered& text) {
  if (!in_use() || store_index_ == 0)
    return {};
  validating_ = true;
  offered_ = {text.sum, text.text, store_index_, true};
  return offer_config{offered_};
}

bool agent_delivery::may_run_another(const config_rendered& desired, instant now) const {
  return tasks_.any_may_run_another(desired.program, image_, now - first_report_timeout_);
}

bool agent_delivery::can_validate(const live_service& live, const config_rendered& desired, instant now) const {
  return in_use() && live.spec.labels.contains(owned::agent_label) && tasks_.any_reported() &&
         !may_run_another(desired, now);
}

bool agent_delivery::is_silent(milliseconds timeout, instant now) const {
  const auto since = tasks_.silent_since();
  return none_reported() && since && now - *since > timeout;
}

bool agent_delivery::brought_by(const managed_spec& merged, const live_service& live) const {
  const bool had_agent = live.spec.labels.contains(owned::agent_label) && live.spec.image == merged.image;
  return in_use() && !had_agent;
}

std::vector<proxy_task_report> agent_delivery::reports(instant now) const {
  return in_use() ? tasks_.reports(cluster_, now) : std::vector<proxy_task_report>{};
}

} // namespace signalbox
