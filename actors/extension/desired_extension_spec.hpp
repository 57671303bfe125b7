// What core wants a cluster's extension service to be.
#pragma once
#include "messages/managed_service.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// Where an extension's tasks find the Swarm config that `Template` names, as in Interlock.
inline constexpr const char* template_path = "/etc/docker/extension-template.conf";

/// For a cluster whose settings name an `Image`. Its tasks learn from their environment where core is
/// (`SIGNALBOX_CORE`), which cluster is theirs (`SIGNALBOX_CLUSTER`) and which task they are (`SIGNALBOX_TASK`); where
/// the cluster has a token, it is the secret `signalbox-agent-token`.
managed_spec desired_extension_spec(const cluster_settings& settings);

/// Whether a service is the extension of this cluster, or of no cluster that is known (Interlock's own).
bool is_extension_of(const managed_spec& spec, const cluster_settings& settings);

} // namespace signalbox
