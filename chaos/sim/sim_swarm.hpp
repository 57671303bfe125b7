// A model of a Swarm: the behaviour of managers and nodes for services, on simulated time. No HTTP, no JSON, no wall
// clock.
//
// service ─ reconcile ─► one task per slot ─► preparing ─► running … failed ─ restart ─► a new task
//         └ update ────► slots one by one, monitored; completed, paused or rolled back
#pragma once
#include "chaos/sim/event_queue.hpp"
#include "chaos/sim/rng.hpp"
#include "chaos/sim/swarm_objects.hpp"
#include "chaos/sim/trace.hpp"

#include <functional>

namespace signalbox::sim {

/// The outcome of starting a task.
struct task_outcome {
  milliseconds start_delay{500};
  std::string error; ///< its error; empty: it runs
};

class sim_swarm {
public:
  sim_swarm(event_queue& time, trace& log);

  std::map<std::string, swarm_node> nodes;
  std::map<std::string, swarm_network> networks;
  std::map<std::string, config_object> secrets; ///< by name
  std::map<std::string, sim_service> services;  ///< by name
  std::map<std::string, sim_task> tasks;
  std::map<std::string, sim_config> configs; ///< by name

  std::function<void(const engine_event&)> publish_event = [](const engine_event&) {};
  std::function<task_outcome(const sim_service&)> outcome_of = [](const sim_service&) { return task_outcome{}; };
  /// A service, its labels or its running tasks have changed, or it was removed.
  std::function<void(const std::string& service_name)> service_changed = [](const std::string&) {};
  /// A task was created, has changed, or is no longer `wanted`.
  std::function<void(const sim_task&)> task_changed = [](const sim_task&) {};
  std::function<void(const sim_task&)> task_runs = [](const sim_task&) {};
  /// Swarm began, completed or rejected an update.
  std::function<void(const sim_service&)> update_state_changed = [](const sim_service&) {};

  // sim_swarm.cpp: the objects
  sim_service* by_id(const std::string& id);
  const sim_service* by_id(const std::string& id) const;
  sim_service& create_service(const std::string& name, written_spec spec);
  void write_service(sim_service& s, written_spec spec);
  void remove_service(const std::string& name);
  /// Creates the object unless it exists; false if an object of this name has another content.
  bool create_config(const std::string& name, label_map labels, std::shared_ptr<const std::string> text);
  bool config_in_use(const std::string& name) const;
  std::string text_of(const sim_service& s) const;
  std::vector<const sim_task*> wanted_tasks(const sim_service& s) const;

  // sim_task.cpp: tasks and nodes
  void fail_task(const std::string& id, const std::string& error);
  void set_node_ready(const std::string& id, bool ready);
  /// Preparing tasks start again like new tasks, without their previous delays.
  void restart_preparing();

private:
  void reconcile(sim_service& s);
  sim_task& start_task(sim_service& s, std::uint64_t slot);
  void finish_start(const std::string& task_id, const std::string& error);
  void stop_task(const std::string& id);
  void publish_task(sim_task& t);
  void publish_removed(sim_task t);
  void restart_later(const std::string& service_id, std::uint64_t slot);
  sim_task* in_slot(const sim_service& s, std::uint64_t slot);
  std::string choose_node(const sim_service& s, std::uint64_t slot) const;

  // sim_update.cpp: rolling updates
  void drop_new_task(sim_service& s);
  void begin_update(sim_service& s);
  void run_update(const std::string& id, std::uint64_t epoch);
  void next_slot(const std::string& id, std::uint64_t epoch);
  void replace(sim_service& s, std::uint64_t slot);
  void start_in_slot(const std::string& id, std::uint64_t slot);
  void start_new_task(const std::string& id, std::uint64_t epoch, std::uint64_t slot);
  void continue_update(const sim_task& t);
  void reject_update(sim_service& s, const std::string& why);
  void set_update(sim_service& s, const std::string& state, const std::string& message);
  std::optional<std::uint64_t> dirty_slot(const sim_service& s);

  /// The service of this id, if `epoch` is still its update; otherwise null.
  sim_service* find_update(const std::string& id, std::uint64_t epoch);
  void service_event(const sim_service& s, const char* action);

  event_queue& time_;
  trace& log_;
  std::uint64_t last_index_ = 0;
  std::map<std::string, std::uint64_t>
      incarnations_; ///< by name of a service, so that ids do not depend on other services
};

} // namespace signalbox::sim
