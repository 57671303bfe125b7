// A proxy service: what core wants it to be, and what the engine says it is.
#pragma once
#include "messages/identity.hpp"
#include "messages/settings.hpp"
#include "messages/swarm.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

/// The part of a service's specification that core decides about. The rest of it belongs to the operator.
struct managed_spec {
  std::string image;
  std::vector<std::string> command; ///< replaces the image's entry point; empty: the image's own
  std::vector<std::string> args;
  std::map<std::string, std::string> environment;
  std::uint64_t replicas = 1;
  label_map labels; ///< of the service
  label_map container_labels;
  std::set<std::string> constraints;          ///< `node.role==worker`
  std::vector<std::string> preferences;       ///< spread descriptors: `node.labels.rack`
  std::set<std::string> networks;             ///< ids
  std::map<std::string, std::string> configs; ///< path in the container → name of the config object
  std::map<std::string, std::string> volumes; ///< path in the container → name of the node's volume
  std::map<std::string, std::string> secrets; ///< file below `/run/secrets` → name of the secret
  std::set<published_port> ports;
  std::string stop_signal;
  std::chrono::nanoseconds stop_grace{0};
  std::chrono::nanoseconds update_delay{0};
  std::string update_failure_action; ///< `rollback`
  std::string update_order;          ///< `stop-first`, `start-first`
  auto operator<=>(const managed_spec&) const = default;
};

/// A task of the proxy service whose desired state is running.
struct service_task {
  std::string id, node_id, state;
  std::string config; ///< name of the config object that it was started with; empty if none of ours
  std::string error;  ///< `Status.Err`
  std::vector<network_address> addresses;
  std::uint64_t bootstrap_index =
      0;               ///< when its bootstrap was written (`bootstrap_config::store_index`); 0 without an agent
  std::string image{}; ///< that it was started with
  auto operator<=>(const service_task&) const = default;
};

/// The proxy service as the engine has it.
struct live_service {
  std::string id, name;
  std::uint64_t version = 0;
  bool ours = false; ///< carries the type of a proxy, or of an extension
  managed_spec spec;
  std::optional<managed_spec> applied; ///< what core wanted at its last write, from the service's own label
  std::string update_state; ///< `UpdateStatus.State`: empty, `updating`, `completed`, `paused`, `rollback_started` …
  std::string update_message;
  std::string update_started;             ///< `UpdateStatus.StartedAt`, tells one update from the next
  std::shared_ptr<const std::string> raw; ///< the `Spec` as JSON: what an update has to carry back
};

/// A config object (or a secret without its value) that carries the cluster's label.
struct config_object {
  std::string id, name, created; ///< `created`: RFC 3339, sorts as text
  std::uint64_t version = 0;
  label_map labels;
};

/// One complete observation of what runs. `service` is empty when there is no service of that name.
struct service_observation {
  std::optional<live_service> service;
  std::vector<service_task> tasks;
  std::vector<config_object> configs; ///< of this cluster, oldest first
};

/// How an engine call ended, sorted by what the caller will do.
struct engine_done {}; ///< go on
struct engine_conflict {
  std::string why;
}; ///< somebody else was first: look again
struct engine_refused {
  std::string why;
}; ///< the same call would be refused again: wait for something new
struct engine_unreachable {
  std::string why;
}; ///< back off, try again
using engine_outcome = std::variant<engine_done, engine_conflict, engine_refused, engine_unreachable>;

/// The names by which core finds again what it made.
namespace owned {
inline constexpr const char* type_label = "type";
inline constexpr const char* proxy_type = "com.docker.interlock.core.proxy";
inline constexpr const char* extension_type = "com.docker.interlock.core.extension";
inline constexpr const char* config_type = "com.docker.interlock.proxy.config";
inline constexpr const char* token_type = "com.docker.interlock.proxy.token";
inline constexpr const char* cluster_label = "com.docker.interlock.cluster";
inline constexpr const char* core_label = "com.docker.interlock.core"; ///< name of the core service that made it
inline constexpr const char* applied_label =
    "com.docker.interlock.applied"; ///< the last written `managed_spec`, as JSON
inline constexpr const char* agent_label =
    "com.docker.interlock.agent"; ///< on a proxy service: digest of the agent that its tasks start with
inline constexpr const char* agent_unsupported_label =
    "com.docker.interlock.agentless"; ///< on a proxy service: image in which the agent did not start
inline constexpr const char* rejected_label =
    "com.docker.interlock.rejected"; ///< on a config object: digest of the rejected desired spec
inline constexpr const char* store_index_variable =
    "SIGNALBOX_STORE_INDEX"; ///< of a task's environment: when its bootstrap was written
                             ///< (`bootstrap_config::store_index`)
inline constexpr const char* config_prefix = "com.docker.interlock.proxy.";
inline constexpr const char* agent_prefix = "com.docker.interlock.agent.";
inline constexpr const char* token_prefix = "com.docker.interlock.token.";
} // namespace owned

} // namespace signalbox
