// The objects of the model Swarm. Applications and proxies are services of one kind, as they are in a real one.
#pragma once
#include "actors/proxy/proxy_wish.hpp"
#include "messages/proxy_service.hpp"
#include "messages/swarm.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox::sim {

/// What the workload meant an application to be; the product never sees it. `good`: its labels can be followed.
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
  std::string made_of;           ///< the service's `fingerprint` when it was made
  std::string config;            ///< name of the configuration that it was started with
  std::optional<task_seed> seed; ///< an agent looks after it, and has this
  std::string state = "preparing", error;
  bool wanted = true; ///< desired state is running
  std::vector<network_address> addresses;
};

/// A specification as it was written, with core's own label.
struct written_spec {
  proxy_spec spec;
  std::optional<proxy_spec> applied;
};

struct sim_service {
  std::string id, name, created;
  std::uint64_t version = 0;
  written_spec is;
  std::optional<written_spec> before; ///< `PreviousSpec`
  std::string fingerprint;            ///< of what makes a task replaceable
  std::string update_state, update_message, update_started;
  std::uint64_t epoch = 0;       ///< of the update; an older one has been cancelled
  std::string fresh;             ///< task that the update waits for
  std::set<std::string> gave_up; ///< fingerprints that Swarm rolled back or paused
  std::uint64_t tasks_made = 0;
  bool stranger = false; ///< not core's to touch
  std::optional<intent> app;
};

struct sim_config {
  config_object object;
  std::shared_ptr<const std::string> text;
  bool stranger = false;
};

/// The network of core and of the agents.
inline constexpr const char* core_network = "id-interlock";

/// Name of the configuration that tasks of this specification start with; empty if there is none.
inline std::string config_of(const proxy_spec& s) {
  for (const auto& [_, name] : s.configs)
    if (name.starts_with(owned::config_prefix))
      return name;
  return "";
}

/// Changes of these replace tasks, as Swarm decides it; labels, replicas and constraints do not.
inline std::string fingerprint_of(const proxy_spec& s) {
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
