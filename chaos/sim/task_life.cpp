// Tasks of the model Swarm: started, running, failed, restarted, moved away from a node that is gone.
#include "chaos/sim/sim_swarm.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {
constexpr milliseconds restart_delay{5000}; // Swarm's own default
constexpr milliseconds notice_node{400};

// Fixed by the service alone, so that what other services do changes no configuration.
std::string address_of(const sim_service& s) {
  const auto net = dice{0, s.name}.below(65536);
  return "10." + std::to_string(net / 256) + '.' + std::to_string(net % 256) + '.' +
         std::to_string(1 + s.tasks_made % 250);
}
} // namespace

sim_task* sim_swarm::in_slot(const sim_service& s, std::uint64_t slot) {
  for (auto& [_, t] : tasks)
    if (t.wanted && t.service_id == s.id && t.slot == slot && t.id != s.fresh)
      return &t;
  const auto fresh = tasks.find(s.fresh);
  return fresh != tasks.end() && fresh->second.wanted && fresh->second.slot == slot ? &fresh->second : nullptr;
}

std::string sim_swarm::choose_node(const sim_service& s, std::uint64_t slot) const {
  std::vector<std::string> ready;
  for (const auto& [id, n] : nodes)
    if (n.ready)
      ready.push_back(id);
  return ready.empty() ? "" : ready[(s.name.size() * 7 + slot + s.tasks_made) % ready.size()];
}

void sim_swarm::reconcile(sim_service& s) {
  for (std::uint64_t slot = 1; slot <= s.is.spec.replicas; ++slot)
    if (!in_slot(s, slot))
      start_task(s, slot);
  std::vector<std::string> surplus;
  for (const auto* t : wanted_tasks(s))
    if (t->slot > s.is.spec.replicas)
      surplus.push_back(t->id);
  for (const auto& id : surplus)
    stop_task(id);
}

sim_task& sim_swarm::start_task(sim_service& s, std::uint64_t slot) {
  sim_task t;
  t.id = s.id + '.' + std::to_string(slot) + '.' + std::to_string(++s.tasks_made);
  t.service_id = s.id;
  t.slot = slot;
  t.node = choose_node(s, slot);
  t.made_of = s.fingerprint;
  t.config = config_of(s.is.spec);
  if (s.is.spec.labels.contains(owned::agent_label))
    t.seed = seed_of(s.is.spec);
  for (const auto& n : s.is.spec.networks)
    t.addresses.push_back({n, address_of(s)});
  const auto fate = fate_of(s);
  time_.in(fate.start, [this, id = t.id, error = fate.error] { become(id, error); });
  auto& made = tasks[t.id] = std::move(t);
  tell_task(made);
  return made;
}

void sim_swarm::tell_task(sim_task& t) {
  t.version = ++made_;
  task_changed(t);
}

void sim_swarm::tell_gone(sim_task t) {
  t.wanted = false;
  tell_task(t);
}

void sim_swarm::become(const std::string& task_id, const std::string& error) {
  const auto i = tasks.find(task_id);
  if (i == tasks.end() || i->second.state != "preparing" || !i->second.wanted)
    return;
  if (!error.empty())
    return fail_task(task_id, error);
  i->second.state = "running";
  tell_task(i->second);
  task_runs(sim_task{i->second});
  if (const auto still = tasks.find(task_id); still == tasks.end())
    return; // its agent could not start the proxy
  if (auto* s = by_id(i->second.service_id))
    changed(s->name);
  update_sees(i->second);
}

void sim_swarm::fail_task(const std::string& id, const std::string& error) {
  const auto i = tasks.find(id);
  if (i == tasks.end() || !i->second.wanted)
    return;
  auto gone = i->second;
  gone.state = "failed";
  gone.error = error;
  tasks.erase(i);
  tell_gone(gone);
  if (auto* s = by_id(gone.service_id)) {
    log_.line(time_.now(), "swarm", "task " + id + " failed: " + error);
    changed(s->name);
    restart_later(s->id, gone.slot);
    update_sees(gone);
  }
}

void sim_swarm::restart_later(const std::string& service_id, std::uint64_t slot) {
  time_.in(restart_delay, [this, service_id, slot] { fill(service_id, slot); });
}

void sim_swarm::stop_task(const std::string& id) {
  const auto i = tasks.find(id);
  if (i == tasks.end())
    return;
  const auto service_id = i->second.service_id;
  tell_gone(i->second);
  tasks.erase(i);
  if (auto* s = by_id(service_id))
    changed(s->name);
}

void sim_swarm::set_node_ready(const std::string& id, bool ready) {
  auto& n = nodes.at(id);
  if (n.ready == ready)
    return;
  n.ready = ready;
  announce({"node", "update", id, id});
  if (ready)
    return;
  time_.in(notice_node, [this, id] {
    std::vector<std::string> lost;
    for (const auto& [task, t] : tasks)
      if (t.node == id && !nodes.at(id).ready)
        lost.push_back(task);
    for (const auto& task : lost) {
      const auto gone = tasks.at(task);
      stop_task(task);
      if (auto* s = by_id(gone.service_id)) {
        if (!in_slot(*s, gone.slot) && gone.slot <= s->is.spec.replicas)
          start_task(*s, gone.slot);
        if (s->fresh == task)
          update_sees(gone);
      }
    }
  });
}

void sim_swarm::hurry() {
  std::vector<std::string> waiting;
  for (const auto& [id, t] : tasks)
    if (t.state == "preparing")
      waiting.push_back(id);
  for (const auto& id : waiting)
    if (const auto* s = by_id(tasks.at(id).service_id)) {
      const auto fate = fate_of(*s);
      time_.in(fate.start, [this, id, error = fate.error] { become(id, error); });
    }
}

} // namespace signalbox::sim
