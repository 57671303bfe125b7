#include "actors/service/observation.hpp"

#include "actors/proxy/desired_proxy_spec.hpp"

#include <algorithm>

namespace signalbox {

bool is_given_up(const std::string& update_state) {
  return update_state.starts_with("rollback_") || update_state == "paused";
}

bool is_under_way(const std::string& update_state) {
  return update_state == "updating" || update_state == "rollback_started";
}

bool is_left_half_way(const service_observation& seen) {
  const bool stopped = seen.service->update_state == "paused" || seen.service->update_state == "rollback_paused";
  const auto bootstrap = bootstrap_of(seen.service->spec);
  return stopped && bootstrap && std::any_of(seen.tasks.begin(), seen.tasks.end(), [&](const service_task& t) {
           return t.state == "running" && bootstrap_config{t.config, t.bootstrap_index} != *bootstrap;
         });
}

std::uint64_t running(const service_observation& seen) {
  return static_cast<std::uint64_t>(
      std::count_if(seen.tasks.begin(), seen.tasks.end(), [](const service_task& t) { return t.state == "running"; }));
}

std::uint64_t running_with(const service_observation& seen, const std::string& config) {
  return static_cast<std::uint64_t>(std::count_if(seen.tasks.begin(), seen.tasks.end(), [&](const service_task& t) {
    return t.state == "running" && t.config == config;
  }));
}

std::uint64_t running_without(const service_observation& seen, const std::string& config) {
  return running(seen) - running_with(seen, config);
}

std::string first_error(const service_observation& seen) {
  for (const auto& t : seen.tasks)
    if (t.state != "running" && !t.error.empty())
      return "; a task says: " + t.error;
  return "";
}

const config_object* find_config(const service_observation& seen, const std::string& name) {
  const auto i = std::find_if(seen.configs.begin(), seen.configs.end(), [&](const auto& c) { return c.name == name; });
  return i == seen.configs.end() ? nullptr : &*i;
}

namespace {
bool mounts(const managed_spec& spec, const std::string& config) {
  return std::any_of(spec.configs.begin(), spec.configs.end(), [&](const auto& c) { return c.second == config; });
}

bool made_with(const config_object& c, const label_map& own) {
  const auto same = [&](const char* key) {
    const auto is = c.labels.find(key), wanted = own.find(key);
    return is == c.labels.end() ? wanted == own.end() : wanted != own.end() && is->second == wanted->second;
  };
  const bool named = c.name.starts_with(owned::config_prefix) || c.name.starts_with(owned::agent_prefix);
  return named && same(owned::type_label) && same(owned::cluster_label) && same(owned::core_label);
}
} // namespace

const config_object* stale_config(const service_observation& seen, const std::string& wanted, std::size_t kept,
                                  const label_map& own) {
  const auto used = [&](const config_object& c) {
    return c.name == wanted || (seen.service && mounts(seen.service->spec, c.name)) ||
           std::any_of(seen.tasks.begin(), seen.tasks.end(), [&](const auto& t) { return t.config == c.name; });
  };
  const config_object* oldest = nullptr;
  std::size_t unused = 0;
  for (const auto& c : seen.configs)
    if (!used(c) && made_with(c, own)) {
      oldest = oldest ? oldest : &c;
      ++unused;
    }
  return unused > kept ? oldest : nullptr;
}

} // namespace signalbox
