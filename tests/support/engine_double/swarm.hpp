// The simulated Swarm: its objects, and the behaviour of managers and nodes over time. Contains no HTTP.
//
// service ─ reconcile ─► tasks of each slot ─ task life ─► running … ended ─ restart ─► a new task
//         └ update ────► slots one by one: new task, old one away, monitored; paused or rolled back on failure
#pragma once
#include "tests/support/engine_double/event_hub.hpp"
#include "tests/support/engine_double/objects.hpp"
#include "tests/support/engine_double/sim_clock.hpp"
#include "tests/support/engine_double/timings.hpp"

#include <functional>
#include <optional>
#include <random>

namespace signalbox::twin {

class swarm {
public:
  swarm(engine_timings timings, std::int64_t start, std::uint64_t seed);

  engine_timings timings;
  sim_clock clock;
  event_hub events;
  std::map<std::string, node> nodes;
  std::map<std::string, network> networks;
  std::map<std::string, blob> configs, secrets;
  std::map<std::string, service> services;
  std::map<std::string, task> tasks;

  // store.cpp
  std::string new_id(std::size_t length = 25);
  void touch(object& o); ///< next version index, updated now
  void announce(const char* type, const char* action, const object& o, json attributes);
  node& add_node(const std::string& hostname, const std::string& role, const std::string& address, json labels);
  network& add_network(const std::string& name, const json& request);
  std::vector<task*> tasks_of(const std::string& service_id);
  std::vector<task*> in_place(const std::string& service_id, const std::string& place);

  // service_life.cpp
  service& create_service(json spec);
  void update_service(service& s, json spec, json event_attributes);
  void rollback_service(service& s);
  void remove_service(std::string id);
  void allocate(service& s);

  // orchestrator.cpp
  void reconcile(const std::string& service_id);
  void reconcile_all();
  void set_node_up(node& n, bool up);
  void ended_unasked(task& t); ///< restarts it according to the policy

  // placement.cpp
  bool satisfies(const node& n, const json& task_template) const;
  std::optional<std::string> choose_node(const task& t, std::string& why_not) const;
  void try_pending();

  // task_life.cpp
  task& create_task(const service& s, std::uint64_t slot, const std::string& node_id, state desired);
  void want(task& t, state desired);
  void set(task& t, state actual, const std::string& message, const std::string& err = {});
  void fail(task& t, const std::string& err, int exit_code);

  // updater.cpp
  void begin_update(service& s, bool rolling_back);
  void cancel_update(const std::string& service_id) { runs_.erase(service_id); }
  bool updating(const std::string& service_id) const { return runs_.count(service_id) > 0; }
  void update_sees(task& t); ///< a task of a service that is being updated has changed
  bool is_dirty(const service& s, const task& t) const;
  bool waits_for_old(const task& t) const; ///< the update has not yet stopped the previous task

private:
  struct slot_update {
    std::string place, fresh;
    std::vector<std::string> old;
    bool started = false, done = false;
  };
  struct update_run {
    std::uint64_t epoch = 0;
    bool rollback = false;
    json config;
    std::vector<std::string> waiting;
    std::vector<slot_update> slots;
    std::size_t total = 0, in_flight = 0, failures = 0;
    instant last_start = 0;
  };
  void next_step(task& t, std::chrono::nanoseconds delay, void (swarm::*step)(task&));
  void allocate_task(task& t);
  void schedule_task(task& t);
  void accept_task(task& t);
  void prepare_task(task& t);
  void start_task(task& t);
  void run_task(task& t);
  void stop_task(task& t);
  void forget_task(const std::string& id);
  void prune_history(const task& t);
  void give_back(std::vector<attachment>& all);
  bool attach(const std::string& network_id, std::vector<attachment>& to);

  void reconcile_replicated(service& s, std::uint64_t replicas);
  void reconcile_global(service& s);
  void release_when_due(const std::string& id, std::chrono::nanoseconds delay);

  void pump(service& s, update_run& run);
  void begin_slot(service& s, update_run& run, const std::string& place);
  bool old_gone(const slot_update& slot) const;
  void slot_sees(service& s, update_run& run, slot_update& slot);
  void slot_done(const std::string& service_id, std::uint64_t epoch, bool ran);
  void count_failure(service& s, update_run& run, const task& t);
  void finish_update(const std::string& service_id, std::uint64_t epoch);
  void set_update_state(service& s, const std::string& word, const std::string& message);

  std::mt19937_64 random_;
  std::uint64_t index_ = 10, epochs_ = 0;
  std::uint32_t next_subnet_ = 0, next_vxlan_ = 4096;
  std::map<std::string, std::set<std::string>> by_service_;
  std::map<std::string, update_run> runs_;
};

/// A duration of a specification in nanoseconds, or its default.
inline std::chrono::nanoseconds duration_of(const json& spec, const char* key, std::chrono::nanoseconds otherwise) {
  auto value = spec.is_object() ? spec.value(key, std::int64_t{0}) : 0;
  return value > 0 ? std::chrono::nanoseconds(value) : otherwise;
}

} // namespace signalbox::twin
