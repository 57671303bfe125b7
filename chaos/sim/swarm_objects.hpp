// The objects of the model Swarm. As in a real one, applications and proxies are both services.
#pragma once
#include "actors/proxy/bootstrap.hpp"
#include "messages/managed_service.hpp"
#include "messages/swarm.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox::sim {

/// The application that the workload intends; the product never reads it. `good`: the labels of the service express it.
struct intent {
  bool good = false;
  std::string cluster; ///< value of the service_cluster label
  std::vector<std::string> hosts;
  std::uint16_t port = 0;
  std::string network; ///< id
  auto operator<=>(const intent&) const = default;
};

struct sim_task {
  std::string id, service_id, node;
  std::uint64_t slot = 0, version = 0;
  std::string fingerprint;                   ///< fingerprint of the service when the task was created
  std::string config;                        ///< name of the configuration that it was started with
  std::optional<bootstrap_config> bootstrap; ///< bootstrap configuration of its agent; empty: it has no agent
  std::string state = "preparing", error;
  bool wanted = true; ///< desired state is running
  std::vector<network_address> addresses;
};

/// A specification as written, with the content of core's label.
struct written_spec {
  managed_spec spec;
  std::optional<managed_spec> applied;
};

struct sim_service {
  std::string id, name, created;
  std::uint64_t version = 0;
  written_spec current;
  std::optional<written_spec> previous; ///< `PreviousSpec`
  std::string fingerprint;              ///< fingerprint of the fields whose change replaces tasks
  std::string update_state, update_message, update_started;
  std::uint64_t epoch = 0;        ///< epoch of the update; an older update was cancelled
  std::string new_task;           ///< the task that the update waits for
  std::set<std::string> rejected; ///< fingerprints of updates that Swarm rolled back or paused
  std::uint64_t tasks_created = 0;
  bool foreign = false; ///< core must not write it
  std::optional<intent> app;
};

struct sim_config {
  config_object object;
  std::shared_ptr<const std::string> text;
  bool foreign = false;
};

/// The network on which agents reach core.
inline constexpr const char* core_network = "id-interlock";

/// Name of the configuration that tasks of this specification start with; empty if there is none.
inline std::string config_of(const managed_spec& s) {
  for (const auto& [_, name] : s.configs)
    if (name.starts_with(owned::config_prefix))
      return name;
  return "";
}

/// Fingerprint of the fields whose change makes Swarm replace tasks, which excludes labels, replicas and constraints.
inline std::string fingerprint_of(const managed_spec& s) {
  std::string text = s.image;
  const auto add = [&](const char* what, const auto& values) {
    for (const auto& v : values)
      text += what + v;
  };
  const auto add_map = [&](const char* what, const auto& values) {
    for (const auto& [key, value] : values)
      text += what + key + '=' + value;
  };
  add(" command ", s.command);
  add(" arg ", s.args);
  add(" network ", s.networks);
  add_map(" environment ", s.environment);
  add_map(" config ", s.configs);
  add_map(" secret ", s.secrets);
  add_map(" volume ", s.volumes);
  add_map(" label ", s.container_labels);
  for (const auto& p : s.ports)
    text += " port " + std::to_string(p.target) + ':' + std::to_string(p.published) + (p.host_mode ? "h" : "i");
  return text + ' ' + s.stop_signal;
}

} // namespace signalbox::sim
