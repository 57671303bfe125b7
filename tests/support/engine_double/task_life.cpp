// new → pending → assigned → accepted → preparing → ready → starting → running → a final state. A task with desired
// state `ready` waits there; one with desired state `shutdown` stops from any state.
#include "tests/support/engine_double/swarm.hpp"

#include <algorithm>

namespace signalbox::twin {
namespace {

bool marked(const task& t, const char* mark) {
  return t.spec["ContainerSpec"].value("Image", "").find(mark) != std::string::npos;
}

} // namespace

task& swarm::create_task(const service& s, std::uint64_t slot, const std::string& node_id, state desired) {
  task t;
  t.id = new_id();
  t.service = s.id;
  t.slot = slot;
  t.node = node_id;
  t.spec = s.task_template();
  t.spec.erase("Runtime");
  t.endpoint = s.spec.value("EndpointSpec", json());
  t.desired = desired;
  touch(t);
  t.stamp = t.updated;
  by_service_[s.id].insert(t.id);
  auto& kept = tasks.emplace(t.id, std::move(t)).first->second;
  next_step(kept, timings.allocate, &swarm::allocate_task);
  return kept;
}

void swarm::next_step(task& t, std::chrono::nanoseconds delay, void (swarm::*step)(task&)) {
  clock.after(delay, [this, id = t.id, at = ++t.step, step] {
    if (auto found = tasks.find(id); found != tasks.end() && found->second.step == at)
      (this->*step)(found->second);
  });
}

void swarm::set(task& t, state actual, const std::string& message, const std::string& err) {
  t.actual = actual;
  t.message = message;
  t.err = err;
  touch(t);
  t.stamp = t.updated;
  if (actual == state::running)
    t.started = clock.now();
  if (t.ended()) {
    ++t.step;
    give_back(t.attachments);
  }
  const std::string id = t.id;
  if (t.ended() && t.desired <= state::running)
    ended_unasked(t);
  if (auto found = tasks.find(id); found != tasks.end())
    update_sees(found->second);
  if (auto found = tasks.find(id);
      found != tasks.end() && found->second.ended() && found->second.desired == state::remove)
    forget_task(id);
  if (actual > state::running)
    try_pending(); // a host port may be free now
}

void swarm::allocate_task(task& t) {
  std::vector<attachment> got;
  bool complete = true;
  for (const auto& n : t.spec.value("Networks", json::array()))
    complete = complete && attach(n["Target"], got);
  auto ports = t.endpoint.is_object() ? t.endpoint.value("Ports", json::array()) : json::array();
  if (std::any_of(ports.begin(), ports.end(),
                  [](const json& p) { return p.value("PublishMode", "ingress") == "ingress"; }))
    for (auto& [id, n] : networks)
      if (n.ingress)
        complete = complete && attach(id, got);
  if (!complete) { // no address left: the task stays new until one is free
    give_back(got);
    return next_step(t, std::chrono::seconds(1), &swarm::allocate_task);
  }
  t.attachments = std::move(got);
  set(t, state::pending, "pending task scheduling");
  next_step(t, timings.schedule, &swarm::schedule_task);
}

void swarm::schedule_task(task& t) {
  std::string why_not;
  auto chosen = choose_node(t, why_not);
  if (!chosen) {
    if (t.err != why_not)
      set(t, state::pending, "pending task scheduling", why_not);
    return;
  }
  t.node = *chosen;
  set(t, state::assigned, "scheduler assigned task to node");
  next_step(t, timings.prepare / 3, &swarm::accept_task);
}

void swarm::accept_task(task& t) {
  if (t.actual == state::assigned) {
    set(t, state::accepted, "accepted");
    return next_step(t, timings.prepare / 3, &swarm::accept_task);
  }
  set(t, state::preparing, "preparing");
  if (!marked(t, "never-starts"))
    next_step(t, timings.prepare / 3, &swarm::prepare_task);
}

void swarm::prepare_task(task& t) {
  if (marked(t, "no-such"))
    return set(t, state::rejected, "preparing", "No such image: " + t.spec["ContainerSpec"].value("Image", ""));
  t.container = new_id(64);
  set(t, state::ready, "prepared");
  if (t.desired == state::running)
    start_task(t);
}

void swarm::start_task(task& t) {
  set(t, state::starting, "starting");
  next_step(t, timings.start, &swarm::run_task);
}

void swarm::run_task(task& t) {
  t.pid = static_cast<int>(1000 + random_() % 30000);
  set(t, state::running, "started");
  if (marked(t, "dies-at-once"))
    clock.after(timings.die, [this, id = t.id] {
      if (auto found = tasks.find(id); found != tasks.end() && found->second.actual == state::running)
        fail(found->second, "task: non-zero exit (3)", 3);
    });
}

void swarm::fail(task& t, const std::string& err, int exit_code) {
  t.exit_code = exit_code;
  t.pid = 0;
  set(t, state::failed, "started", err);
}

void swarm::want(task& t, state desired) {
  if (t.desired == desired || t.desired == state::remove)
    return;
  t.desired = desired;
  touch(t);
  if (desired == state::running) {
    if (t.actual == state::ready)
      start_task(t);
    return;
  }
  if (t.ended()) {
    if (desired == state::remove)
      forget_task(t.id);
    return;
  }
  if (desired == state::ready)
    return;
  auto node_of = nodes.find(t.node);
  if (t.actual < state::assigned)
    return stop_task(t);
  if (node_of != nodes.end() && !node_of->second.up)
    return; // no running engine could stop it
  auto grace = duration_of(t.spec["ContainerSpec"], "StopGracePeriod", std::chrono::seconds(10));
  bool has_container = t.actual >= state::starting;
  std::chrono::nanoseconds takes = has_container ? timings.stop : timings.prepare;
  next_step(t, has_container && marked(t, "stops-slowly") ? grace : takes, &swarm::stop_task);
}

void swarm::stop_task(task& t) {
  t.pid = 0;
  set(t, state::shutdown, "shutdown");
}

void swarm::forget_task(const std::string& id) {
  auto found = tasks.find(id);
  if (found == tasks.end())
    return;
  if (!found->second.ended())
    give_back(found->second.attachments);
  by_service_[found->second.service].erase(id);
  tasks.erase(found);
}

void swarm::prune_history(const task& t) {
  auto all = in_place(t.service, t.place());
  std::erase_if(all, [](const task* x) { return !x->ended(); });
  std::sort(all.begin(), all.end(), [](auto* a, auto* b) { return a->created < b->created; });
  for (std::size_t i = 0; i + 4 < all.size(); ++i) // TaskHistoryRetentionLimit is 5, including the running task
    forget_task(all[i]->id);
}

} // namespace signalbox::twin
