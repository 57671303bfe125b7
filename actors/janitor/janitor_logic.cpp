#include "actors/janitor/janitor_logic.hpp"

#include "actors/service/owned_objects.hpp"

#include <algorithm>
#include <set>

namespace signalbox {

namespace {

std::string label(const label_map& labels, const char* key) {
  const auto i = labels.find(key);
  return i == labels.end() ? "" : i->second;
}

bool made_by(const label_map& labels, const std::string& core) {
  return !core.empty() && label(labels, owned::core_label) == core && labels.contains(owned::cluster_label);
}

const cluster_settings* cluster_of(const label_map& labels, const std::vector<cluster_settings>& clusters) {
  const auto name = label(labels, owned::cluster_label);
  const auto i = std::find_if(clusters.begin(), clusters.end(), [&](const auto& c) { return c.id.value == name; });
  return i == clusters.end() ? nullptr : &*i;
}

/// Empty if the cluster has no such service.
std::string name_now(const cluster_settings& cluster, const std::string& type) {
  if (type != owned::extension_type)
    return cluster.proxy_service_name;
  return cluster.image.empty() ? "" : cluster.service_name;
}

} // namespace

std::vector<live_service> orphaned_services(const std::vector<live_service>& owned_services,
                                            const std::vector<cluster_settings>& clusters, const std::string& core) {
  std::vector<live_service> left_over;
  for (const auto& s : owned_services) {
    if (!s.ours || !made_by(s.spec.labels, core))
      continue;
    const auto* cluster = cluster_of(s.spec.labels, clusters);
    if (!cluster || name_now(*cluster, label(s.spec.labels, owned::type_label)) != s.name)
      left_over.push_back(s);
  }
  return left_over;
}

std::vector<config_object> orphaned_configs(const std::vector<config_object>& owned_configs,
                                            const std::vector<cluster_settings>& clusters, const std::string& core) {
  std::vector<config_object> left_over;
  for (const auto& c : owned_configs)
    if ((c.name.starts_with(owned::config_prefix) || c.name.starts_with(owned::agent_prefix)) &&
        label(c.labels, owned::type_label) == owned::config_type && made_by(c.labels, core) &&
        !cluster_of(c.labels, clusters))
      left_over.push_back(c);
  return left_over;
}

std::vector<config_object> orphaned_tokens(const std::vector<config_object>& owned_secrets,
                                           const std::vector<cluster_settings>& clusters, const std::string& core) {
  auto newest_first = owned_secrets;
  std::sort(newest_first.begin(), newest_first.end(),
            [](const auto& a, const auto& b) { return a.created > b.created; });
  std::vector<config_object> left_over;
  std::set<std::string> kept;
  for (const auto& s : newest_first) {
    if (!s.name.starts_with(owned::token_prefix) || label(s.labels, owned::type_label) != owned::token_type ||
        !made_by(s.labels, core))
      continue;
    const auto* cluster = cluster_of(s.labels, clusters);
    if (cluster && (s.name == token_secret_name(*cluster) || kept.insert(cluster->id.value).second))
      continue;
    left_over.push_back(s);
  }
  return left_over;
}

} // namespace signalbox
