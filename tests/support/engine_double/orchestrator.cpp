// Reconciles the number of tasks of a service: creates missing tasks, removes surplus ones, replaces ended ones.
#include "tests/support/engine_double/swarm.hpp"

#include <algorithm>

namespace signalbox::twin {

void swarm::reconcile(const std::string& service_id) {
  auto found = services.find(service_id);
  if (found == services.end())
    return;
  const json mode = found->second.spec.value("Mode", json::object());
  if (mode.contains("Global"))
    reconcile_global(found->second);
  else
    reconcile_replicated(found->second, mode.value("Replicated", json::object()).value("Replicas", std::uint64_t{1}));
}

void swarm::reconcile_replicated(service& s, std::uint64_t replicas) {
  std::map<std::uint64_t, bool> runs; // slot → whether one of its tasks runs
  for (const task* t : tasks_of(s.id))
    if (t->desired <= state::running)
      runs[t->slot] = runs[t->slot] || t->actual == state::running;
  for (std::uint64_t slot = 1; runs.size() < replicas; ++slot)
    if (runs.emplace(slot, false).second)
      create_task(s, slot, "", state::running);
  while (runs.size() > replicas) { // slots without a running task first, then the highest slots
    auto idle = std::find_if(runs.rbegin(), runs.rend(), [](const auto& slot) { return !slot.second; });
    auto victim = idle == runs.rend() ? std::prev(runs.end()) : std::prev(idle.base());
    for (task* t : in_place(s.id, std::to_string(victim->first)))
      want(*t, state::remove);
    runs.erase(victim);
  }
}

void swarm::reconcile_global(service& s) {
  for (const auto& [id, n] : nodes) {
    bool wanted = n.schedulable() && satisfies(n, s.task_template());
    auto here = in_place(s.id, id);
    bool present = std::any_of(here.begin(), here.end(), [](const task* t) { return t->desired <= state::running; });
    if (wanted && !present)
      create_task(s, 0, id, state::running);
    for (task* t : here)
      if (!wanted && t->desired <= state::running)
        want(*t, state::shutdown);
  }
}

void swarm::reconcile_all() {
  for (const auto& [id, s] : services)
    reconcile(id);
  try_pending();
}

void swarm::set_node_up(node& n, bool up) {
  if (n.up == up)
    return;
  n.up = up;
  touch(n);
  announce("node", "update", n,
           {{"name", n.hostname}, {"state.old", up ? "down" : "ready"}, {"state.new", up ? "ready" : "down"}});
  std::vector<std::string> here;
  for (const auto& [id, t] : tasks)
    if (t.node == n.id && !t.ended())
      here.push_back(id);
  for (const auto& id : here) {
    task& t = tasks.at(id);
    if (!up)
      want(t, state::shutdown);
    else if (t.desired > state::running)
      next_step(t, timings.stop, &swarm::stop_task); // the node returns, and the task is stopped
  }
  reconcile_all();
}

void swarm::ended_unasked(task& t) {
  auto found = services.find(t.service);
  if (found == services.end())
    return;
  if (waits_for_old(t))
    return; // replaced after the previous task has stopped
  const json policy = t.spec.value("RestartPolicy", json::object());
  const std::string condition = policy.value("Condition", "any");
  t.desired = state::shutdown;
  if (condition == "none" || (condition == "on-failure" && t.actual == state::complete))
    return;
  auto attempts = policy.value("MaxAttempts", std::uint64_t{0});
  auto earlier = in_place(t.service, t.place());
  auto ended = std::count_if(earlier.begin(), earlier.end(), [](const task* x) { return x->actual == state::failed; });
  if (attempts > 0 && static_cast<std::uint64_t>(ended) > attempts)
    return;
  for (const task* other : earlier)
    if (other->desired <= state::running)
      return; // an update has created one already
  task& fresh = create_task(found->second, t.slot, t.slot ? "" : t.node, state::ready);
  release_when_due(fresh.id, duration_of(policy, "Delay", std::chrono::seconds(5)));
  prune_history(fresh);
}

void swarm::release_when_due(const std::string& id, std::chrono::nanoseconds delay) {
  clock.after(delay, [this, id] {
    if (auto found = tasks.find(id); found != tasks.end() && found->second.desired == state::ready)
      want(found->second, state::running);
  });
}

} // namespace signalbox::twin
