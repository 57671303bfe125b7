#include "actors/proxy/desired_proxy_spec.hpp"

#include "actors/service/owned_objects.hpp"
#include "actors/service/spec_functions.hpp"

namespace signalbox {

namespace {
// Paths in a task: the agent's script, and the volume in which the agent keeps the newest text.
constexpr const char* agent_path = "/signalbox/agent";
constexpr const char* kept_path = "/signalbox/kept";

// SwarmKit's updater continues with the next task when the last one runs or has failed. Without a delay it may stop the
// second task before the failure of the first one stops the update, and before nginx listens.
std::chrono::nanoseconds update_delay(const cluster_settings& settings) {
  const bool with_agents = settings.hitless && !settings.core_endpoint.empty();
  const bool careful = with_agents && settings.proxy_replicas > 1;
  return settings.proxy_update_delay.value_or(careful ? std::chrono::seconds{2} : std::chrono::seconds{0});
}

} // namespace

managed_spec desired_proxy_spec(const cluster_settings& settings, const config_rendered& config) {
  managed_spec s;
  s.image = settings.proxy_image;
  s.args = settings.proxy_args;
  s.replicas = settings.proxy_replicas;
  s.labels = owned_labels(settings, owned::proxy_type);
  s.labels.insert(settings.proxy_labels.begin(), settings.proxy_labels.end());
  s.container_labels = settings.proxy_container_labels;
  s.constraints = {settings.proxy_constraints.begin(), settings.proxy_constraints.end()};
  s.preferences = spread_descriptors(settings.proxy_preferences);
  for (const auto& n : config.networks)
    s.networks.insert(n.id);
  for (const auto& name : config.secrets)
    s.secrets[name] = name;
  s.configs[settings.proxy_config_path] = config_name(settings.id, config.sum);
  const bool host_mode = settings.publish == publish_mode::host;
  if (settings.published_port != 0)
    s.ports.insert({"tcp", settings.target_port, settings.published_port, host_mode});
  if (settings.published_ssl_port != 0)
    s.ports.insert({"tcp", settings.target_ssl_port, settings.published_ssl_port, host_mode});
  s.stop_signal = settings.proxy_stop_signal;
  s.stop_grace = settings.proxy_stop_grace;
  s.update_delay = update_delay(settings);
  s.update_failure_action = "rollback";
  s.update_order = host_mode ? "stop-first" : "start-first";
  return s;
}

void add_agent(managed_spec& s, const cluster_settings& settings, const std::string& script,
               const bootstrap_config& bootstrap) {
  s.command = {"/bin/sh", agent_path};
  s.configs = {{agent_path, agent_config_name(settings.id, script)}, {bootstrap_path, bootstrap.config}};
  s.volumes[kept_path] = settings.proxy_service_name + "-kept";
  s.environment = {{"SIGNALBOX_CORE", settings.core_endpoint},
                   {"SIGNALBOX_CLUSTER", settings.id.value},
                   {"SIGNALBOX_CONFIG", settings.proxy_config_path},
                   {"SIGNALBOX_TASK", "{{.Task.ID}}"}, // Swarm replaces it by the id
                   {owned::store_index_variable, std::to_string(bootstrap.store_index)}};
  if (!settings.agent_token.empty())
    s.secrets[token_file] = token_secret_name(settings);
  s.networks.insert(settings.core_networks.begin(), settings.core_networks.end());
  s.labels[owned::agent_label] = digest_of(std::string_view{script}).hex.substr(0, 16);
}

managed_spec desired_proxy_spec(const cluster_settings& settings, const config_rendered& config,
                                const agent_text& agent, const std::optional<bootstrap_config>& bootstrap,
                                bool agent_unsupported) {
  auto s = desired_proxy_spec(settings, config);
  if (agent && !agent_unsupported && bootstrap)
    add_agent(s, settings, *agent, *bootstrap);
  if (agent_unsupported)
    s.labels[owned::agent_unsupported_label] = settings.proxy_image;
  return s;
}

} // namespace signalbox
