// The desired spec of a cluster's extension service.
#pragma once
#include "messages/managed_service.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// Path of the Swarm config that `Template` names, in the extension's tasks; the same as in Interlock.
inline constexpr const char* template_path = "/etc/docker/extension-template.conf";

/// For a cluster whose settings name an `Image`. The environment of the tasks contains the address of core
/// (`SIGNALBOX_CORE`), the cluster (`SIGNALBOX_CLUSTER`) and the task id (`SIGNALBOX_TASK`). The cluster's token, if it
/// has one, is the secret `signalbox-agent-token`.
managed_spec desired_extension_spec(const cluster_settings& settings);

/// Whether a service is the extension of this cluster, or an extension without a cluster label, as Interlock creates.
bool is_extension_of(const managed_spec& spec, const cluster_settings& settings);

} // namespace signalbox
