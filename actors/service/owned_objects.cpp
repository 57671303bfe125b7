#include "actors/service/owned_objects.hpp"

#include "messages/managed_service.hpp"

namespace signalbox {

namespace {

// 64 characters, less the prefix (27), the dot (1) and the digest (16).
constexpr std::size_t longest_cluster = 20;

std::string short_name(const cluster_id& cluster) {
  auto name = cluster.value;
  if (name.size() > longest_cluster)
    name = name.substr(0, longest_cluster - 9) + '-' + digest_of(std::string_view{cluster.value}).hex.substr(0, 8);
  return name;
}

std::string object_name(const char* prefix, const cluster_id& cluster, const digest& content) {
  return prefix + short_name(cluster) + '.' + content.hex.substr(0, 16);
}

} // namespace

label_map owned_labels(const cluster_settings& settings, const char* type) {
  label_map labels{{owned::type_label, type}, {owned::cluster_label, settings.id.value}};
  if (!settings.core_name.empty())
    labels[owned::core_label] = settings.core_name;
  return labels;
}

std::string config_name(const cluster_id& cluster, const digest& text) {
  return object_name(owned::config_prefix, cluster, text);
}

std::string agent_config_name(const cluster_id& cluster, const std::string& script) {
  return object_name(owned::agent_prefix, cluster, digest_of(std::string_view{script}));
}

label_map config_labels(const cluster_settings& settings) { return owned_labels(settings, owned::config_type); }

std::string token_secret_name(const cluster_settings& settings) {
  if (settings.agent_token.empty())
    return {};
  return object_name(owned::token_prefix, settings.id, digest_of(std::string_view{settings.agent_token}));
}

label_map token_labels(const cluster_settings& settings) { return owned_labels(settings, owned::token_type); }

} // namespace signalbox
