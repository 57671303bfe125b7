#include "actors/service/config_objects.hpp"

#include <algorithm>

namespace signalbox {

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

const config_object* find_config(const service_observation& seen, const std::string& name) {
  const auto i = std::find_if(seen.configs.begin(), seen.configs.end(), [&](const auto& c) { return c.name == name; });
  return i == seen.configs.end() ? nullptr : &*i;
}

const config_object* stale_config(const service_observation& seen, const std::string& desired, std::size_t kept,
                                  const label_map& own) {
  const auto used = [&](const config_object& c) {
    return c.name == desired || (seen.service && mounts(seen.service->spec, c.name)) ||
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
