#include "actors/proxy/desired_proxy_spec.hpp"

#include <charconv>
#include <tuple>

namespace signalbox {

namespace {
// 64 in all, less the prefix (27), the dot (1) and the digest (16).
constexpr std::size_t longest_cluster = 20;

std::string without_prefix(const std::string& text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

std::string short_name(const cluster_id& cluster) {
  auto name = cluster.value;
  if (name.size() > longest_cluster)
    name = name.substr(0, longest_cluster - 9) + '-' + digest_of(std::string_view{cluster.value}).hex.substr(0, 8);
  return name;
}

// Where the agent looks, and finds its own script.
constexpr const char* agent_path = "/signalbox/agent";
constexpr const char* bootstrap_path = "/signalbox/bootstrap";
constexpr const char* kept_path = "/signalbox/kept";

class canonical {
public:
  canonical& add(std::string_view key, std::string_view value) {
    text_ += std::to_string(key.size()) + ':' + std::string{key} + std::to_string(value.size()) + ':';
    text_ += value;
    return *this;
  }
  template <class Range>
  canonical& all(std::string_view key, const Range& values) {
    for (const auto& v : values)
      add(key, v);
    return *this;
  }
  canonical& map(std::string_view key, const std::map<std::string, std::string>& values) {
    for (const auto& [k, v] : values)
      add(key, k).add("=", v);
    return *this;
  }
  digest sum() const { return digest_of(std::string_view{text_}); }

private:
  std::string text_;
};

// Swarm takes the next task in hand when the last one runs or has failed, whichever came first: without a pause it may
// end the second before it hears that the first one's end stops the update (SwarmKit's updater), and before nginx
// listens.
std::chrono::nanoseconds update_delay(const cluster_settings& settings) {
  const bool with_agents = settings.hitless && !settings.core_endpoint.empty();
  const bool careful = with_agents && settings.proxy_replicas > 1;
  return settings.proxy_update_delay.value_or(careful ? std::chrono::seconds{2} : std::chrono::seconds{0});
}

} // namespace

label_map owned_labels(const cluster_settings& settings, const char* type) {
  label_map labels{{owned::type_label, type}, {owned::cluster_label, settings.id.value}};
  if (!settings.core_name.empty())
    labels[owned::core_label] = settings.core_name;
  return labels;
}

std::vector<std::string> spread_descriptors(const std::vector<std::string>& preferences) {
  std::vector<std::string> all;
  for (const auto& p : preferences)
    all.push_back(without_prefix(p, "spread="));
  return all;
}

std::string config_name(const cluster_id& cluster, const digest& text) {
  return owned::config_prefix + short_name(cluster) + '.' + text.hex.substr(0, 16);
}

std::string agent_config_name(const cluster_id& cluster, const std::string& script) {
  return owned::agent_prefix + short_name(cluster) + '.' + digest_of(std::string_view{script}).hex.substr(0, 16);
}

std::string token_secret_name(const cluster_settings& settings) {
  if (settings.agent_token.empty())
    return {};
  return owned::token_prefix + short_name(settings.id) + '.' +
         digest_of(std::string_view{settings.agent_token}).hex.substr(0, 16);
}

label_map token_labels(const cluster_settings& settings) { return owned_labels(settings, owned::token_type); }

label_map config_labels(const cluster_settings& settings) { return owned_labels(settings, owned::config_type); }

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

std::optional<bootstrap_config> bootstrap_of(const managed_spec& spec) {
  const auto config = spec.configs.find(bootstrap_path);
  const auto store_index = spec.environment.find(owned::store_index_variable);
  if (config == spec.configs.end() || store_index == spec.environment.end())
    return {};
  bootstrap_config bootstrap{config->second, 0};
  std::from_chars(store_index->second.data(), store_index->second.data() + store_index->second.size(),
                  bootstrap.store_index);
  return bootstrap;
}

void add_agent(managed_spec& s, const cluster_settings& settings, const std::string& script,
               const bootstrap_config& bootstrap) {
  s.command = {"/bin/sh", agent_path};
  s.configs = {{agent_path, agent_config_name(settings.id, script)}, {bootstrap_path, bootstrap.config}};
  s.volumes[kept_path] = settings.proxy_service_name + "-kept";
  s.environment = {{"SIGNALBOX_CORE", settings.core_endpoint},
                   {"SIGNALBOX_CLUSTER", settings.id.value},
                   {"SIGNALBOX_CONFIG", settings.proxy_config_path},
                   {"SIGNALBOX_TASK", "{{.Task.ID}}"}, // Swarm fills it in
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

bool replaces_tasks(const managed_spec& a, const managed_spec& b) {
  const auto task = [](const managed_spec& s) {
    return std::tie(s.image, s.command, s.args, s.environment, s.container_labels, s.networks, s.configs, s.secrets,
                    s.volumes, s.ports, s.stop_signal, s.stop_grace);
  };
  return task(a) != task(b);
}

digest digest_of(const managed_spec& s) {
  canonical c;
  c.add("image", s.image).all("arg", s.args).add("replicas", std::to_string(s.replicas));
  c.map("label", s.labels).map("container-label", s.container_labels);
  c.all("constraint", s.constraints).all("preference", s.preferences).all("network", s.networks);
  c.all("command", s.command).map("environment", s.environment);
  c.map("config", s.configs).map("secret", s.secrets).map("volume", s.volumes);
  for (const auto& p : s.ports)
    c.add("port", p.protocol + ' ' + std::to_string(p.target) + ' ' + std::to_string(p.published) +
                      (p.host_mode ? " host" : " ingress"));
  c.add("signal", s.stop_signal).add("grace", std::to_string(s.stop_grace.count()));
  c.add("delay", std::to_string(s.update_delay.count())).add("failure", s.update_failure_action);
  return c.add("order", s.update_order).sum();
}

} // namespace signalbox
