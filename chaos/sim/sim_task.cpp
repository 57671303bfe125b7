// Tasks of the model Swarm: they start, run, fail, restart, and move away from a node that is down.
#include "chaos/sim/sim_swarm.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {
constexpr milliseconds restart_delay{5000}; // Swarm's own default
constexpr milliseconds node_down_delay{400};

// Depends on the service only, so that changes of other services do not change its configuration.
std::string address_of(const sim_service& s) {
  const auto net = rng{0, s.name}.below(65536);
  return "10." + std::to_string(net / 256) + '.' + std::to_string(net % 256) + '.' +
         std::to_string(1 + s.tasks_created % 250);
}
} // namespace

sim_task* sim_swarm::in_slot(const sim_service& s, std::uint64_t slot) {
  for (auto& [_, t] : tasks)
    if (t.wanted && t.service_id == s.id && t.slot == slot && t.id != s.new_task)
      return &t;
  const auto new_task = tasks.find(s.new_task);
  return new_task != tasks.end() && new_task->second.wanted && new_task->second.slot == slot ? &new_task->second
                                                                                             : nullptr;
}

std::string sim_swarm::choose_node(const sim_service& s, std::uint64_t slot) const {
  std::vector<std::string> ready;
  for (const auto& [id, n] : nodes)
    if (n.ready)
      ready.push_back(id);
  return ready.empty() ? "" : ready[(s.name.size() * 7 + slot + s.tasks_created) % ready.size()];
}

void sim_swarm::reconcile(sim_service& s) {
  for (std::uint64_t slot = 1; slot <= s.current.spec.replicas; ++slot)
    if (!in_slot(s, slot))
      start_task(s, slot);
  std::vector<std::string> surplus;
  for (const auto* t : wanted_tasks(s))
    if (t->slot > s.current.spec.replicas)
      surplus.push_back(t->id);
  for (const auto& id : surplus)
    stop_task(id);
}

sim_task& sim_swarm::start_task(sim_service& s, std::uint64_t slot) {
  sim_task t;
  t.id = s.id + '.' + std::to_string(slot) + '.' + std::to_string(++s.tasks_created);
  t.service_id = s.id;
  t.slot = slot;
  t.node = choose_node(s, slot);
  t.fingerprint = s.fingerprint;
  t.config = config_of(s.current.spec);
  if (s.current.spec.labels.contains(owned::agent_label))
    t.bootstrap = bootstrap_of(s.current.spec);
  for (const auto& n : s.current.spec.networks)
    t.addresses.push_back({n, address_of(s)});
  const auto outcome = outcome_of(s);
  time_.in(outcome.start_delay, [this, id = t.id, error = outcome.error] { finish_start(id, error); });
  auto& made = tasks[t.id] = std::move(t);
  publish_task(made);
  return made;
}

void sim_swarm::publish_task(sim_task& t) {
  t.version = ++last_index_;
  task_changed(t);
}

void sim_swarm::publish_removed(sim_task t) {
  t.wanted = false;
  publish_task(t);
}

void sim_swarm::finish_start(const std::string& task_id, const std::string& error) {
  const auto i = tasks.find(task_id);
  if (i == tasks.end() || i->second.state != "preparing" || !i->second.wanted)
    return;
  if (!error.empty())
    return fail_task(task_id, error);
  i->second.state = "running";
  publish_task(i->second);
  task_runs(sim_task{i->second});
  if (const auto still = tasks.find(task_id); still == tasks.end())
    return; // its agent failed to start the proxy
  if (auto* s = by_id(i->second.service_id))
    service_changed(s->name);
  continue_update(i->second);
}

void sim_swarm::fail_task(const std::string& id, const std::string& error) {
  const auto i = tasks.find(id);
  if (i == tasks.end() || !i->second.wanted)
    return;
  auto removed = i->second;
  removed.state = "failed";
  removed.error = error;
  tasks.erase(i);
  publish_removed(removed);
  if (auto* s = by_id(removed.service_id)) {
    log_.line(time_.now(), "swarm", "task " + id + " failed: " + error);
    service_changed(s->name);
    restart_later(s->id, removed.slot);
    continue_update(removed);
  }
}

void sim_swarm::restart_later(const std::string& service_id, std::uint64_t slot) {
  time_.in(restart_delay, [this, service_id, slot] { start_in_slot(service_id, slot); });
}

void sim_swarm::stop_task(const std::string& id) {
  const auto i = tasks.find(id);
  if (i == tasks.end())
    return;
  const auto service_id = i->second.service_id;
  publish_removed(i->second);
  tasks.erase(i);
  if (auto* s = by_id(service_id))
    service_changed(s->name);
}

void sim_swarm::set_node_ready(const std::string& id, bool ready) {
  auto& n = nodes.at(id);
  if (n.ready == ready)
    return;
  n.ready = ready;
  publish_event({"node", "update", id, id});
  if (ready)
    return;
  time_.in(node_down_delay, [this, id] {
    std::vector<std::string> lost;
    for (const auto& [task, t] : tasks)
      if (t.node == id && !nodes.at(id).ready)
        lost.push_back(task);
    for (const auto& task : lost) {
      const auto removed = tasks.at(task);
      stop_task(task);
      if (auto* s = by_id(removed.service_id)) {
        if (!in_slot(*s, removed.slot) && removed.slot <= s->current.spec.replicas)
          start_task(*s, removed.slot);
        if (s->new_task == task)
          continue_update(removed);
      }
    }
  });
}

void sim_swarm::restart_preparing() {
  std::vector<std::string> waiting;
  for (const auto& [id, t] : tasks)
    if (t.state == "preparing")
      waiting.push_back(id);
  for (const auto& id : waiting)
    if (const auto* s = by_id(tasks.at(id).service_id)) {
      const auto outcome = outcome_of(*s);
      time_.in(outcome.start_delay, [this, id, error = outcome.error] { finish_start(id, error); });
    }
}

} // namespace signalbox::sim
