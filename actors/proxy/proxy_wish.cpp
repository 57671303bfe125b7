#include "actors/proxy/proxy_wish.hpp"

namespace signalbox {

namespace {
// 64 in all, less the prefix (27), the dot (1) and the digest (16).
constexpr std::size_t longest_cluster = 20;

std::string without_prefix(const std::string& text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

label_map own_labels(const cluster_settings& settings, const char* type) {
  label_map labels{{owned::type_label, type}, {owned::cluster_label, settings.id.value}};
  if (!settings.core_name.empty())
    labels[owned::core_label] = settings.core_name;
  return labels;
}

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

} // namespace

std::string config_name(const cluster_id& cluster, const digest& text) {
  auto name = cluster.value;
  if (name.size() > longest_cluster)
    name = name.substr(0, longest_cluster - 9) + '-' + digest_of(std::string_view{cluster.value}).hex.substr(0, 8);
  return owned::config_prefix + name + '.' + text.hex.substr(0, 16);
}

label_map config_labels(const cluster_settings& settings) { return own_labels(settings, owned::config_type); }

proxy_spec proxy_wish(const cluster_settings& settings, const config_rendered& config) {
  proxy_spec s;
  s.image = settings.proxy_image;
  s.args = settings.proxy_args;
  s.replicas = settings.proxy_replicas;
  s.labels = own_labels(settings, owned::proxy_type);
  s.labels.insert(settings.proxy_labels.begin(), settings.proxy_labels.end());
  s.container_labels = settings.proxy_container_labels;
  s.constraints = {settings.proxy_constraints.begin(), settings.proxy_constraints.end()};
  for (const auto& p : settings.proxy_preferences)
    s.preferences.push_back(without_prefix(p, "spread="));
  for (const auto& n : config.networks)
    s.networks.insert(n.id);
  s.configs[settings.proxy_config_path] = config_name(settings.id, config.sum);
  const bool host_mode = settings.publish == publish_mode::host;
  if (settings.published_port != 0)
    s.ports.insert({"tcp", settings.target_port, settings.published_port, host_mode});
  if (settings.published_ssl_port != 0)
    s.ports.insert({"tcp", settings.target_ssl_port, settings.published_ssl_port, host_mode});
  s.stop_signal = settings.proxy_stop_signal;
  s.stop_grace = settings.proxy_stop_grace;
  s.update_delay = settings.proxy_update_delay;
  s.update_failure_action = "rollback";
  s.update_order = host_mode ? "stop-first" : "start-first";
  return s;
}

digest digest_of(const proxy_spec& s) {
  canonical c;
  c.add("image", s.image).all("arg", s.args).add("replicas", std::to_string(s.replicas));
  c.map("label", s.labels).map("container-label", s.container_labels);
  c.all("constraint", s.constraints).all("preference", s.preferences).all("network", s.networks);
  c.map("config", s.configs);
  for (const auto& p : s.ports)
    c.add("port", p.protocol + ' ' + std::to_string(p.target) + ' ' + std::to_string(p.published) +
                      (p.host_mode ? " host" : " ingress"));
  c.add("signal", s.stop_signal).add("grace", std::to_string(s.stop_grace.count()));
  c.add("delay", std::to_string(s.update_delay.count())).add("failure", s.update_failure_action);
  return c.add("order", s.update_order).sum();
}

} // namespace signalbox
