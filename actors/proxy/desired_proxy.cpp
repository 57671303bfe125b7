#include "actors/proxy/desired_proxy.hpp"

#include "actors/proxy/desired_proxy_spec.hpp"
#include "actors/service/config_objects.hpp"
#include "actors/service/owned_objects.hpp"
#include "actors/service/spec_difference.hpp"
#include "actors/service/spec_functions.hpp"

#include <map>
#include <utility>

namespace signalbox {

void desired_proxy::set(const config_rendered& config) {
  config_ = config;
  config_name_ = signalbox::config_name(settings_.id, config.sum);
}

managed_spec desired_proxy::spec(const agent_delivery& agents, const std::optional<bootstrap_config>& bootstrap) const {
  return desired_proxy_spec(settings_, *config_, agents.script(), bootstrap, agents.unsupported());
}

managed_spec desired_proxy::newest_spec(const agent_delivery& agents) const {
  return spec(agents, agents.new_bootstrap(config_name_));
}

std::string desired_proxy::key(const agent_delivery& agents) const {
  return digest_of(spec(agents, bootstrap_config{config_name_, 0})).hex;
}

std::optional<service_change> desired_proxy::change_for(const service_observation& seen,
                                                        const agent_delivery& agents) const {
  const auto& live = *seen.service;
  if (!agents.in_use())
    return change_to(spec(agents, {}), live);
  const auto bootstrap = bootstrap_of(live.spec);
  auto change = change_to(bootstrap ? spec(agents, bootstrap) : newest_spec(agents), live);
  const bool half_way = !change && is_left_half_way(seen);
  if (half_way || (change && replaces_tasks(live.spec, change->merged))) {
    auto desired = newest_spec(agents);
    auto merged = merge(live.applied, live.spec, desired);
    change = service_change{std::move(desired), std::move(merged), half_way || change->heals};
  }
  return change;
}

std::string desired_proxy::describe(const service_change& change, const service_observation& seen) const {
  const auto& live = *seen.service;
  std::map<std::string, std::string> names;
  for (const auto& n : config_->networks)
    names[n.id] = n.name;
  const auto why = change.heals && is_left_half_way(seen) ? "an update was left half way"
                                                          : difference(live.spec, change.merged, names);
  const auto cost = replaces_tasks(live.spec, change.merged)
                        ? ", which replaces its tasks, " + change.merged.update_order
                        : std::string{", which replaces no task"};
  return (change.heals ? "heals service " : "updates service ") + live.name + " to " + config_name_ + cost + ": " + why;
}

std::optional<make_config> desired_proxy::missing_text(const service_observation& seen,
                                                       const agent_delivery& agents) const {
  if (find_config(seen, config_name_))
    return {};
  return make_config{config_name_, config_labels(settings_),
                     agents.in_use() ? bootstrap_text(config_->text) : config_->text};
}

std::optional<make_config> desired_proxy::missing_script(const service_observation& seen,
                                                         const agent_delivery& agents) const {
  if (!agents.in_use())
    return {};
  auto name = agent_config_name(settings_.id, *agents.script());
  if (find_config(seen, name))
    return {};
  return make_config{std::move(name), config_labels(settings_), agents.script()};
}

} // namespace signalbox
