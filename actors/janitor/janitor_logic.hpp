// Which services of proxies and extensions, and which config objects, are left over from clusters that are no longer in
// the TOML.
//
// Only what this very core made is ever removed: it carries the core's own name beside the type. Another core's, a
// hand-made one, or one of Interlock's is left alone, whatever it is called.
#pragma once
#include "messages/managed_service.hpp"
#include "messages/settings.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Services of `core` that belong to no cluster of the settings, or to one whose proxy or extension service has another
/// name now; an extension service also if core renders for its cluster.
std::vector<live_service> orphaned_services(const std::vector<live_service>& owned_services,
                                            const std::vector<cluster_settings>& clusters, const std::string& core);

/// Config objects of `core`, agents among them, whose cluster is not in the settings. Their names are not enough:
/// labels decide.
std::vector<config_object> orphaned_configs(const std::vector<config_object>& owned_configs,
                                            const std::vector<cluster_settings>& clusters, const std::string& core);

/// Secrets with tokens of `core` that no agent can need: their cluster is not in the settings, or has others now. The
/// newest one before a cluster's present token stays, because Swarm may roll a proxy back to it.
std::vector<config_object> orphaned_tokens(const std::vector<config_object>& owned_secrets,
                                           const std::vector<cluster_settings>& clusters, const std::string& core);

} // namespace signalbox
