// A model of a Swarm: what managers and nodes do with services as time passes. No HTTP, no JSON, no wall clock.
//
// service ─ reconcile ─► a task a slot ─► preparing ─► running … failed ─ restart ─► a new task
//         └ update ────► slots one by one, monitored; completed, paused or rolled back
#pragma once
#include "chaos/sim/agenda.hpp"
#include "chaos/sim/dice.hpp"
#include "chaos/sim/swarm_objects.hpp"
#include "chaos/sim/trace.hpp"

#include <functional>

namespace signalbox::sim {

/// What becomes of a task that is about to start.
struct task_fate {
  milliseconds start{500};
  std::string error; ///< it fails with this instead of running
};

class sim_swarm {
public:
  sim_swarm(agenda& time, trace& log);

  std::map<std::string, swarm_node> nodes;
  std::map<std::string, swarm_network> networks;
  std::map<std::string, config_object> secrets; ///< by name
  std::map<std::string, sim_service> services;  ///< by name
  std::map<std::string, sim_task> tasks;
  std::map<std::string, sim_config> configs; ///< by name

  std::function<void(const engine_event&)> announce = [](const engine_event&) {};
  std::function<task_fate(const sim_service&)> fate_of = [](const sim_service&) { return task_fate{}; };
  /// A service, its labels or its running tasks have changed, or it is gone.
  std::function<void(const std::string& service_name)> changed = [](const std::string&) {};
  /// A task was made, has changed, or is on its way out (not `wanted` any more).
  std::function<void(const sim_task&)> task_changed = [](const sim_task&) {};
  std::function<void(const sim_task&)> task_runs = [](const sim_task&) {};
  /// Swarm began, ended or gave up an update.
  std::function<void(const sim_service&)> update_moved = [](const sim_service&) {};

  // sim_swarm.cpp: the store
  sim_service* by_id(const std::string& id);
  const sim_service* by_id(const std::string& id) const;
  sim_service& create_service(const std::string& name, written_spec spec);
  void write_service(sim_service& s, written_spec spec);
  void remove_service(const std::string& name);
  /// Creates it, or finds it; false if one of this name has another content.
  bool create_config(const std::string& name, label_map labels, std::shared_ptr<const std::string> text);
  bool config_in_use(const std::string& name) const;
  std::string text_of(const sim_service& s) const;
  std::vector<const sim_task*> wanted_tasks(const sim_service& s) const;

  // task_life.cpp
  void fail_task(const std::string& id, const std::string& error);
  void set_node_ready(const std::string& id, bool ready);
  /// Whatever still prepares may start now.
  void hurry();

private:
  void reconcile(sim_service& s);
  sim_task& start_task(sim_service& s, std::uint64_t slot);
  void become(const std::string& task_id, const std::string& error);
  void stop_task(const std::string& id);
  void tell_task(sim_task& t);
  void tell_gone(sim_task t);
  void restart_later(const std::string& service_id, std::uint64_t slot);
  sim_task* in_slot(const sim_service& s, std::uint64_t slot);
  std::string choose_node(const sim_service& s, std::uint64_t slot) const;

  // updater.cpp
  void drop_fresh(sim_service& s);
  void begin_update(sim_service& s);
  void run_update(const std::string& id, std::uint64_t epoch);
  void next_slot(const std::string& id, std::uint64_t epoch);
  void replace(sim_service& s, std::uint64_t slot);
  void fill(const std::string& id, std::uint64_t slot);
  void start_fresh(const std::string& id, std::uint64_t epoch, std::uint64_t slot);
  void update_sees(const sim_task& t);
  void give_up(sim_service& s, const std::string& why);
  void set_update(sim_service& s, const std::string& state, const std::string& message);
  std::optional<std::uint64_t> dirty_slot(const sim_service& s);

  /// The service of this id, if its update is still this one.
  sim_service* current(const std::string& id, std::uint64_t epoch);
  void service_event(const sim_service& s, const char* action);

  agenda& time_;
  trace& log_;
  std::uint64_t made_ = 0;
  std::map<std::string, std::uint64_t> born_; ///< services by name: an id says nothing about those of others
};

} // namespace signalbox::sim
