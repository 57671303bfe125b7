// The asynchronous interfaces between the actors and everything outside of the process. Adapters implement them; only
// `main` connects actors and adapters.
//
// Every call returns at once. The answer comes later, exactly once, on a thread of the adapter, as a function that the
// actor calls on its own thread to decode the response (so that no JSON is parsed on the I/O thread). An answer always
// comes: after a deadline it is `listing_failed` or `engine_unreachable`.
#pragma once
#include "messages/agents.hpp"
#include "messages/extensions.hpp"
#include "messages/managed_service.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"
#include "messages/swarm.hpp"

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// Decodes an answer; called at most once, on the thread of the caller.
template <class T>
using deferred = std::function<T()>;

/// Receives an answer on the adapter's thread. Must not block.
template <class T>
using on_answer = std::function<void(deferred<T>)>;

/// Owns an event stream: destruction closes it, and no event is delivered afterwards.
class subscription {
public:
  virtual ~subscription() = default;
};

/// Read access to the Swarm, for the watcher.
class swarm_source {
public:
  virtual ~swarm_source() = default;
  /// Opens the event stream and keeps it open, reconnecting with backoff. `sink` is called on the adapter's thread.
  virtual std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) = 0;
  /// Services with these ids (all if empty). A service whose id is missing in the answer does not exist.
  virtual void list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) = 0;
  /// Tasks whose desired state is running, of these services (of all if empty).
  virtual void list_tasks(std::vector<std::string> service_ids, on_answer<listed<swarm_task>> done) = 0;
  virtual void list_nodes(on_answer<listed<swarm_node>> done) = 0;
  /// Networks of Swarm scope.
  virtual void list_networks(on_answer<listed<swarm_network>> done) = 0;
  virtual void list_secrets(on_answer<listed<swarm_secret>> done) = 0;
};

/// Pushed changes of tasks for the watcher, if SwarmKit's stream is available.
class task_stream {
public:
  virtual ~task_stream() = default;
  /// Opens the stream and keeps it open, reconnecting with backoff. `sink` is called on a thread of the adapter, and
  /// not after the end of the subscription; it receives each change of a task within milliseconds, in order.
  virtual std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) = 0;
};

using observed_service = std::variant<service_observation, engine_unreachable>;

/// Reads and writes the services of one cluster. Each cluster has its own instance, so that slow calls of one cluster
/// do not delay another one.
class service_engine {
public:
  virtual ~service_engine() = default;
  /// The service of this name, its tasks, and the config objects with the cluster's label.
  virtual void observe(cluster_id cluster, std::string service_name, on_answer<observed_service> done) = 0;
  /// Creates a config object. `engine_done` if an object with the same name and content exists.
  virtual void create_config(std::string name, label_map labels, std::shared_ptr<const std::string> text,
                             on_answer<engine_outcome> done) = 0;
  /// Replaces a config object's labels; Docker cannot change anything else of it.
  virtual void label_config(config_object object, label_map labels, on_answer<engine_outcome> done) = 0;
  virtual void remove_config(std::string id, on_answer<engine_outcome> done) = 0;
  /// Creates a secret. `engine_done` if a secret of the same name exists: its value cannot be read.
  virtual void create_secret(std::string name, label_map labels, std::string value, on_answer<engine_outcome> done) = 0;
  /// Writes `desired` into the service's own label, as the spec that was applied last.
  virtual void create_service(std::string name, managed_spec desired, on_answer<engine_outcome> done) = 0;
  /// Replaces the fields of `live.raw` that core sets by `merged`, and writes `desired` into the label, at
  /// `live.version`.
  virtual void update_service(live_service live, managed_spec merged, managed_spec desired,
                              on_answer<engine_outcome> done) = 0;
};

/// Finds and removes, for the janitor, objects that core made for clusters that are no longer in the TOML file.
class janitor_engine {
public:
  virtual ~janitor_engine() = default;
  /// Services with a cluster label and the type label of a proxy or an extension (`live_service::spec` is filled).
  virtual void list_owned(on_answer<listed<live_service>> done) = 0;
  virtual void remove_service(std::string id, on_answer<engine_outcome> done) = 0;
  virtual void list_owned_configs(on_answer<listed<config_object>> done) = 0;
  virtual void remove_config(std::string id, on_answer<engine_outcome> done) = 0;
  virtual void list_owned_secrets(on_answer<listed<config_object>> done) = 0;
  virtual void remove_secret(std::string id, on_answer<engine_outcome> done) = 0;
  /// The service whose task runs in the container `container_id_prefix`; empty if there is none on this Swarm.
  virtual void find_core(std::string container_id_prefix,
                         on_answer<std::variant<core_service, engine_unreachable>> done) = 0;
};

/// The agents of the proxy tasks. They use long polls, so that an offer reaches them at once.
class proxy_agents {
public:
  virtual ~proxy_agents() = default;
  /// Calls `sink` for every report of this cluster's agents, on the adapter's thread; one call may still be running
  /// when the subscription ends.
  virtual std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(agent_event)> sink) = 0;
  /// The assignment of the agents from now on, until the next offer by any caller.
  virtual void offer(const cluster_id& cluster, agent_assignment assignment) = 0;
  /// Sets the tasks whose reports are accepted and that receive assignments.
  virtual void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) = 0;
};

/// Extensions that run as services. They use long polls, too.
class extension_services {
public:
  virtual ~extension_services() = default;
  /// Calls `sink` for every poll of this cluster's extension tasks, on the adapter's thread; answers are passed for the
  /// newest request only.
  virtual std::unique_ptr<subscription> listen(const cluster_id& cluster,
                                               std::function<void(extension_event)> sink) = 0;
  /// The table to render from now on, whoever set the previous one: the same table is rendered again.
  virtual void request(const cluster_id& cluster, render_request request) = 0;
  /// Sets the tasks whose polls are accepted and that receive requests.
  virtual void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) = 0;
};

/// Pure function from a route table to a configuration. Runs in the extension actor.
using renderer = std::function<render_result(const route_table&, const cluster_settings&)>;

/// Holds the status actor's newest snapshot, for any thread; readers never wait for an actor.
class status_store {
public:
  virtual ~status_store() = default;
  virtual void publish(std::shared_ptr<const status_snapshot> snapshot) = 0;
};

} // namespace signalbox
