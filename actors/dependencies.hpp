// Everything the actor tree is given by `main`, or by a test: settings, policies, and the ports to the outside.
#pragma once
#include "actors/actor_metrics.hpp"
#include "actors/ports.hpp"
#include "actors/proxy/proxy_logic.hpp"
#include "actors/supervision/supervision_logic.hpp"
#include "actors/watcher/watcher_logic.hpp"
#include "messages/proxy_program.hpp"
#include "messages/settings.hpp"

#include <caf/actor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace signalbox {

/// Lives longer than the actor system. `proxies` has an engine for every cluster of the settings.
struct dependencies {
  std::string version;
  signalbox::settings settings;
  watcher_policy watching;
  proxy_policy applying;
  restart_policy restarting;
  milliseconds cleaning{300000}; ///< between two rounds of the janitor
  std::shared_ptr<swarm_source> source;
  std::shared_ptr<task_stream> tasks; ///< may be missing: then tasks are polled
  std::map<cluster_id, std::shared_ptr<service_engine>> proxies;
  std::shared_ptr<janitor_engine> janitor;
  std::shared_ptr<proxy_agents> agents;           ///< may be missing: then every change replaces the proxies' tasks
  agent_text agent;                               ///< the script that proxy tasks start with
  renderer render;                                ///< built in
  proxy_programs programs;                        ///< lives as long
  std::shared_ptr<extension_services> extensions; ///< needed if a cluster's settings name an `Image`
  std::map<cluster_id, std::shared_ptr<service_engine>> extension_engines; ///< of those clusters
  std::shared_ptr<status_store> store;
  std::shared_ptr<metrics_registry> metrics;
  /// Told of every actor that a supervisor starts, on the supervisor's thread; for tests that kill them. May be empty.
  std::function<void(const std::string& path, const caf::actor& handle)> started;
};

} // namespace signalbox
