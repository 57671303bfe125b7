// Dependencies of every actor: settings, metrics, and the ports to the outside. Policies are not included: each actor
// gets its own (spawn.hpp), so that a change of one policy does not affect the others.
#pragma once
#include "actors/actor_metrics.hpp"
#include "actors/ports.hpp"
#include "messages/agents.hpp"
#include "messages/proxy_program.hpp"
#include "messages/settings.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace signalbox {

/// Lives longer than the actor system. `proxy_engines` has an engine for every cluster of the settings.
struct actor_dependencies {
  std::string version;
  signalbox::settings settings;
  std::chrono::milliseconds janitor_interval{300000};
  std::shared_ptr<swarm_source> source;
  std::shared_ptr<task_stream> tasks; ///< null: tasks are polled
  std::map<cluster_id, std::shared_ptr<service_engine>> proxy_engines;
  std::shared_ptr<janitor_engine> janitor;
  std::shared_ptr<proxy_agents> agents;           ///< null: every change replaces the proxies' tasks
  agent_text agent;                               ///< the script that proxy tasks start with
  renderer render;                                ///< the built-in renderer
  proxy_programs programs;                        ///< lives longer than the actor system
  std::shared_ptr<extension_services> extensions; ///< required if the settings of a cluster name an `Image`
  std::map<cluster_id, std::shared_ptr<service_engine>> extension_engines; ///< of the clusters with an `Image`
  std::shared_ptr<status_store> store;
  std::shared_ptr<metrics_registry> metrics;
};

} // namespace signalbox
