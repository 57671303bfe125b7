// A service that core manages: its desired spec, and its state in the engine.
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

/// The part of a service's specification that core sets. The operator owns the rest.
struct managed_spec {
  std::string image;
  std::vector<std::string> command; ///< replaces the image's entry point; empty: the image's entry point
  std::vector<std::string> args;
  std::map<std::string, std::string> environment;
  std::uint64_t replicas = 1;
  label_map labels; ///< labels of the service
  label_map container_labels;
  std::set<std::string> constraints;          ///< `node.role==worker`
  std::vector<std::string> preferences;       ///< spread descriptors: `node.labels.rack`
  std::set<std::string> networks;             ///< ids
  std::map<std::string, std::string> configs; ///< path in the container → name of the config object
  std::map<std::string, std::string> volumes; ///< path in the container → name of the volume on the node
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
  std::string config; ///< name of the config object that the task was started with; empty if core did not create it
  std::string error;  ///< `Status.Err`
  std::vector<network_address> addresses;
  std::uint64_t bootstrap_index =
      0;               ///< when the task's bootstrap was written (`bootstrap_config::store_index`); 0 without an agent
  std::string image{}; ///< image that the task was started with
  auto operator<=>(const service_task&) const = default;
};

/// The service as the engine returns it.
struct live_service {
  std::string id, name;
  std::uint64_t version = 0;
  bool ours = false; ///< has the type label of a proxy or an extension
  managed_spec spec;
  std::optional<managed_spec> applied; ///< the desired spec of core's last write, from the service's own label
  std::string update_state; ///< `UpdateStatus.State`: empty, `updating`, `completed`, `paused`, `rollback_started` …
  std::string update_message;
  std::string update_started;             ///< `UpdateStatus.StartedAt`, identifies the update
  std::shared_ptr<const std::string> raw; ///< the `Spec` as JSON: an update must send it back whole
};

/// A config object (or a secret without its value) with the cluster's label.
struct config_object {
  std::string id, name, created; ///< `created`: RFC 3339, sorts as text
  std::uint64_t version = 0;
  label_map labels;
};

/// One complete observation of a service. `service` is empty if the engine has no service of that name.
struct service_observation {
  std::optional<live_service> service;
  std::vector<service_task> tasks;
  std::vector<config_object> configs; ///< config objects of this cluster, oldest first
};

/// Outcome of an engine call, by the caller's next step.
struct engine_done {}; ///< continue
struct engine_conflict {
  std::string why;
}; ///< another writer changed the object: observe again
struct engine_refused {
  std::string why;
}; ///< the engine would refuse the same call again: wait for a change
struct engine_unreachable {
  std::string why;
}; ///< back off and retry
using engine_outcome = std::variant<engine_done, engine_conflict, engine_refused, engine_unreachable>;

/// Labels and variables by which core identifies the objects that it created.
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
    "SIGNALBOX_STORE_INDEX"; ///< in a task's environment: `bootstrap_config::store_index`
inline constexpr const char* config_prefix = "com.docker.interlock.proxy.";
inline constexpr const char* agent_prefix = "com.docker.interlock.agent.";
inline constexpr const char* token_prefix = "com.docker.interlock.token.";
} // namespace owned

} // namespace signalbox
