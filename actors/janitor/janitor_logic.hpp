// Orphaned services of proxies and extensions, and orphaned config objects: their clusters are no longer in the TOML
// file.
//
// Only objects of this core are removed: their labels name this core and their type. Objects of another core, of
// Interlock or of an operator stay, whatever their names are.
#pragma once
#include "messages/managed_service.hpp"
#include "messages/settings.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Services of `core` whose cluster is not in the settings, or has another name for its proxy or extension service;
/// also extension services of clusters that core renders for.
std::vector<live_service> orphaned_services(const std::vector<live_service>& owned_services,
                                            const std::vector<cluster_settings>& clusters, const std::string& core);

/// Config objects of `core`, agents among them, whose cluster is not in the settings. Labels identify them, not names.
std::vector<config_object> orphaned_configs(const std::vector<config_object>& owned_configs,
                                            const std::vector<cluster_settings>& clusters, const std::string& core);

/// Secrets of `core` with tokens that no agent can need: their cluster is not in the settings, or has other tokens now.
/// The newest one before a cluster's present token stays, because Swarm may roll a proxy back to it.
std::vector<config_object> orphaned_tokens(const std::vector<config_object>& owned_secrets,
                                           const std::vector<cluster_settings>& clusters, const std::string& core);

} // namespace signalbox
