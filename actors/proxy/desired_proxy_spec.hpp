// What core wants a cluster's proxy service to be.
#pragma once
#include "messages/managed_service.hpp"
#include "messages/rendered.hpp"
#include "messages/settings.hpp"

#include <memory>
#include <optional>
#include <string>

namespace signalbox {

/// `com.docker.interlock.proxy.<cluster>.<16 digits>`; a long cluster name is shortened, for Docker allows 64
/// characters.
std::string config_name(const cluster_id& cluster, const digest& text);

/// Below `/run/secrets`: where an agent finds its token.
inline constexpr const char* token_file = "signalbox-agent-token";

/// Of the secret that holds the token of the cluster's agents; empty if they have none.
std::string token_secret_name(const cluster_settings& settings);

label_map token_labels(const cluster_settings& settings);

/// The labels by which core knows again what it made for a cluster: its type (`owned::…_type`), the cluster, and core.
label_map owned_labels(const cluster_settings& settings, const char* type);

/// `spread=node.labels.rack` and `node.labels.rack` as the engine wants them: the latter.
std::vector<std::string> spread_descriptors(const std::vector<std::string>& preferences);

/// The labels that a config object of this cluster carries.
label_map config_labels(const cluster_settings& settings);

/// The agent that a proxy's tasks start with: a POSIX shell script. Null: tasks are replaced at each change.
using agent_text = std::shared_ptr<const std::string>;

/// `com.docker.interlock.agent.<cluster>.<16 digits>`
std::string agent_config_name(const cluster_id& cluster, const std::string& script);

/// What a new task starts with while core is away, and when that was written: an index of Swarm's store.
struct bootstrap_config {
  std::string config; ///< name of the config object
  std::uint64_t store_index = 0;
  auto operator<=>(const bootstrap_config&) const = default;
};

/// The bootstrap that a service's tasks have; none if no agent looks after them.
std::optional<bootstrap_config> bootstrap_of(const managed_spec& spec);

/// `s` as a service whose tasks an agent looks after.
void add_agent(managed_spec& s, const cluster_settings& settings, const std::string& script,
               const bootstrap_config& bootstrap);

/// Whether Swarm replaces the tasks of a service when its specification changes from `a` to `b`.
bool replaces_tasks(const managed_spec& a, const managed_spec& b);

/// The specification that the settings and the newest configuration ask for. Host mode replaces tasks stop-first, for
/// two tasks cannot have the same port of a node; ingress mode start-first. Between two hitless tasks there is a pause.
managed_spec desired_proxy_spec(const cluster_settings& settings, const config_rendered& config);

/// Everything together: the desired spec for a service whose tasks an agent looks after, if there is one and a
/// bootstrap. `agent_unsupported`: that agent does not work in this image, and the service says so.
managed_spec desired_proxy_spec(const cluster_settings& settings, const config_rendered& config,
                                const agent_text& agent, const std::optional<bootstrap_config>& bootstrap,
                                bool agent_unsupported);

/// Equal desired specs give equal digests.
digest digest_of(const managed_spec& spec);

} // namespace signalbox
