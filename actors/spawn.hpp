// Starts the actors: one function each. Every actor gets the handles of status and of the next actor, and its own
// policy.
#pragma once
#include "messages/actors.hpp"
#include "messages/settings.hpp"

#include <caf/actor_system.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>

namespace signalbox {

struct actor_dependencies;
struct dependencies;
struct proxy_policy;
struct service_policy;
struct watcher_policy;
using actor_inputs = std::shared_ptr<const actor_dependencies>;

using root_supervisor_actor = actor_interface<>;
using supervisor_handles = std::map<cluster_id, cluster_supervisor_actor>;

/// Starts the whole tree: status, a supervisor for each cluster, the janitor, the watcher. One-for-one: a terminated
/// child is restarted alone, and its new handle is sent to the actors that need it. No failure of a cluster terminates
/// the root.
root_supervisor_actor spawn_root_supervisor(caf::actor_system& system, std::shared_ptr<const dependencies> inputs);

/// Supervises one cluster's proxy, extension and cluster actors, rest-for-one: the children that were started after a
/// terminated one are restarted with it. It keeps the last view and sends it again, so that a restart needs no input
/// from outside.
cluster_supervisor_actor spawn_cluster_supervisor(caf::actor_system& system, std::shared_ptr<const dependencies> inputs,
                                                  const cluster_settings& settings, status_actor status);

/// Collects all reports, and publishes a new snapshot to the store after each.
status_actor spawn_status(caf::actor_system& system, actor_inputs inputs,
                          std::chrono::system_clock::time_point core_started);

/// Watches the Swarm and sends each cluster's supervisor its view, only if it differs from the last one.
watcher_actor spawn_watcher(caf::actor_system& system, actor_inputs inputs, const watcher_policy& policy,
                            status_actor status, supervisor_handles supervisors, std::uint32_t incarnation);

/// Derives the cluster's route table from each view and sends it to the extension.
cluster_actor spawn_cluster(caf::actor_system& system, actor_inputs inputs, const cluster_settings& settings,
                            status_actor status, extension_actor next);

/// Renders each route table, or requests it from an extension service, and sends the text to the proxy. While rendering
/// fails, the last good text stays. Receives the agents' reports: a service whose part they refuse is left out.
extension_actor spawn_extension(caf::actor_system& system, actor_inputs inputs, const service_policy& policy,
                                const cluster_settings& settings, status_actor status, proxy_actor next);

/// Reconciles its cluster's proxy service with the newest configuration, through an engine connection of its own.
proxy_actor spawn_proxy(caf::actor_system& system, actor_inputs inputs, const proxy_policy& policy,
                        const cluster_settings& settings, status_actor status);

/// Removes the services and config objects of clusters that are no longer in the TOML file: at its start, and then
/// periodically.
janitor_actor spawn_janitor(caf::actor_system& system, actor_inputs inputs, status_actor status);

} // namespace signalbox
