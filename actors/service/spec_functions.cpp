#include "actors/service/spec_functions.hpp"

#include <string_view>
#include <tuple>

namespace signalbox {

namespace {

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

std::vector<std::string> spread_descriptors(const std::vector<std::string>& preferences) {
  constexpr std::string_view prefix = "spread=";
  std::vector<std::string> all;
  for (const auto& p : preferences)
    all.push_back(p.starts_with(prefix) ? p.substr(prefix.size()) : p);
  return all;
}

} // namespace signalbox
