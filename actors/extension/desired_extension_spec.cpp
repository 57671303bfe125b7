#include "actors/extension/desired_extension_spec.hpp"

#include "actors/service/owned_objects.hpp"
#include "actors/service/spec_functions.hpp"

namespace signalbox {

managed_spec desired_extension_spec(const cluster_settings& settings) {
  managed_spec s;
  s.image = settings.image;
  s.args = settings.args;
  s.environment = {{"SIGNALBOX_CORE", settings.core_endpoint},
                   {"SIGNALBOX_CLUSTER", settings.id.value},
                   {"SIGNALBOX_TASK", "{{.Task.ID}}"}}; // Swarm replaces it by the id
  s.labels = owned_labels(settings, owned::extension_type);
  s.labels.insert(settings.labels.begin(), settings.labels.end());
  s.container_labels = settings.container_labels;
  s.constraints = {settings.constraints.begin(), settings.constraints.end()};
  s.preferences = spread_descriptors(settings.preferences);
  s.networks = {settings.core_networks.begin(), settings.core_networks.end()};
  if (!settings.template_name.empty())
    s.configs[template_path] = settings.template_name;
  if (!settings.agent_token.empty())
    s.secrets[token_file] = token_secret_name(settings);
  s.stop_grace = std::chrono::seconds(5);
  s.update_failure_action = "rollback";
  s.update_order = "start-first";
  return s;
}

bool is_extension_of(const managed_spec& spec, const cluster_settings& settings) {
  const auto type = spec.labels.find(owned::type_label);
  const auto cluster = spec.labels.find(owned::cluster_label);
  return type != spec.labels.end() && type->second == owned::extension_type &&
         (cluster == spec.labels.end() || cluster->second == settings.id.value);
}

} // namespace signalbox
