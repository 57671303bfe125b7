// A rolling update, slot by slot, as in SwarmKit; the texts of UpdateStatus are the engine's own.
#include "tests/support/engine_double/swarm.hpp"

#include <algorithm>

namespace signalbox::twin {
namespace {

json without_placement(json spec) {
  spec.erase("Placement");
  spec.erase("Runtime");
  return spec;
}

json ports_of(const json& endpoint) {
  return endpoint.is_object() ? endpoint.value("Ports", json::array()) : json::array();
}

} // namespace

bool swarm::is_dirty(const service& s, const task& t) const {
  if (without_placement(t.spec) != without_placement(s.task_template()) ||
      ports_of(t.endpoint) != ports_of(s.spec.value("EndpointSpec", json())))
    return true;
  auto found = nodes.find(t.node);
  return found != nodes.end() && !satisfies(found->second, s.task_template());
}

void swarm::set_update_state(service& s, const std::string& word, const std::string& message) {
  json attributes = {{"name", s.name()}, {"updatestate.new", word}};
  if (s.update_status.is_object())
    attributes["updatestate.old"] = s.update_status["State"];
  if (word == "updating" || !s.update_status.is_object())
    s.update_status = {{"StartedAt", rfc3339(clock.stamp())}};
  s.update_status["State"] = word;
  s.update_status["Message"] = message;
  if (word == "completed" || word == "rollback_completed")
    s.update_status["CompletedAt"] = rfc3339(clock.stamp());
  touch(s);
  announce("service", "update", s, attributes);
}

void swarm::begin_update(service& s, bool rolling_back) {
  cancel_update(s.id);
  std::set<std::string> dirty;
  for (const task* t : tasks_of(s.id))
    if (t->desired <= state::running && (is_dirty(s, *t) || t->desired == state::ready))
      dirty.insert(t->place());
  if (dirty.empty() && !rolling_back)
    return;
  update_run& run = runs_[s.id];
  run.epoch = ++epochs_;
  run.rollback = rolling_back;
  run.config = s.spec.value(rolling_back ? "RollbackConfig" : "UpdateConfig", json::object());
  run.waiting.assign(dirty.begin(), dirty.end());
  run.total = dirty.size();
  run.last_start = clock.now();
  if (!rolling_back)
    set_update_state(s, "updating", "update in progress");
  pump(s, run);
}

void swarm::pump(service& s, update_run& run) {
  auto parallelism = run.config.value("Parallelism", std::uint64_t{run.config.empty() ? 1u : 0u});
  while (!run.waiting.empty() && (parallelism == 0 || run.in_flight < parallelism)) {
    auto place = run.waiting.front();
    run.waiting.erase(run.waiting.begin());
    ++run.in_flight;
    begin_slot(s, run, place);
  }
  if (run.waiting.empty() && run.in_flight == 0) {
    auto monitor = duration_of(run.config, "Monitor", std::chrono::seconds(5)) + duration_of(run.config, "Delay", {});
    if (run.total == 0)
      return finish_update(s.id, run.epoch);
    clock.after(monitor, [this, id = s.id, at = run.epoch] { finish_update(id, at); });
  }
}

void swarm::begin_slot(service& s, update_run& run, const std::string& place) {
  bool start_first = run.config.value("Order", "stop-first") == "start-first";
  slot_update slot;
  slot.place = place;
  task* fresh = nullptr;
  for (task* t : in_place(s.id, place)) {
    if (t->desired <= state::running && !is_dirty(s, *t) && !fresh)
      fresh = t;
    else if (!t->ended())
      slot.old.push_back(t->id);
  }
  if (!fresh) {
    auto number = place.size() < 20 ? std::stoull(place) : 0;
    fresh = &create_task(s, number, number ? "" : place, start_first ? state::running : state::ready);
  }
  slot.fresh = fresh->id;
  run.slots.push_back(slot);
  if (!start_first)
    for (const auto& id : slot.old)
      want(tasks.at(id), state::shutdown);
  slot_sees(s, run, run.slots.back());
}

// Handling a change may end the run, so it is looked up again at each step.
void swarm::update_sees(task& t) {
  auto found = services.find(t.service);
  auto run = runs_.find(t.service);
  if (found == services.end() || run == runs_.end())
    return;
  const auto epoch = run->second.epoch;
  auto runs_on = [&] { return (run = runs_.find(t.service)) != runs_.end() && run->second.epoch == epoch; };
  for (std::size_t i = 0; runs_on() && i < run->second.slots.size(); ++i)
    if (run->second.slots[i].place == t.place())
      slot_sees(found->second, run->second, run->second.slots[i]);
  if (runs_on() && (t.actual == state::failed || t.actual == state::rejected))
    count_failure(found->second, run->second, t);
}

bool swarm::old_gone(const slot_update& slot) const {
  return std::all_of(slot.old.begin(), slot.old.end(), [this](const std::string& id) {
    auto t = tasks.find(id);
    return t == tasks.end() || t->second.ended();
  });
}

bool swarm::waits_for_old(const task& t) const {
  auto run = runs_.find(t.service);
  if (run == runs_.end() || run->second.config.value("Order", "stop-first") == "start-first")
    return false;
  const auto& slots = run->second.slots;
  return std::any_of(slots.begin(), slots.end(),
                     [&](const slot_update& x) { return x.fresh == t.id && !x.done && !old_gone(x); });
}

void swarm::slot_sees(service& s, update_run& run, slot_update& slot) {
  if (slot.done)
    return;
  auto fresh = tasks.find(slot.fresh);
  bool start_first = run.config.value("Order", "stop-first") == "start-first";
  if (fresh == tasks.end() || fresh->second.ended()) {
    if (!start_first && !old_gone(slot))
      return; // a failure counts after the old task has stopped
    slot.done = true;
    const auto epoch = run.epoch;
    if (fresh != tasks.end() && fresh->second.desired <= state::running)
      ended_unasked(fresh->second);
    if (fresh = tasks.find(slot.fresh); fresh != tasks.end())
      count_failure(s, run, fresh->second); // may end the run
    return slot_done(s.id, epoch, false);
  }
  if (old_gone(slot) && fresh->second.desired == state::ready)
    want(fresh->second, state::running);
  if (fresh->second.actual != state::running || fresh->second.desired != state::running)
    return;
  slot.done = true;
  run.last_start = clock.now();
  const auto epoch = run.epoch;
  if (start_first)
    for (const auto& id : std::vector(slot.old))
      if (auto old = tasks.find(id); old != tasks.end())
        want(old->second, state::shutdown);
  slot_done(s.id, epoch, true);
}

void swarm::slot_done(const std::string& service_id, std::uint64_t epoch, bool ran) {
  auto run = runs_.find(service_id);
  if (run == runs_.end() || run->second.epoch != epoch)
    return;
  auto delay = ran ? duration_of(run->second.config, "Delay", {}) : std::chrono::nanoseconds(0);
  clock.after(delay, [this, service_id, epoch] {
    auto again = runs_.find(service_id);
    if (again == runs_.end() || again->second.epoch != epoch)
      return;
    --again->second.in_flight;
    pump(services.at(service_id), again->second);
  });
}

void swarm::count_failure(service& s, update_run& run, const task& t) {
  auto monitor = duration_of(run.config, "Monitor", std::chrono::seconds(5));
  bool ours =
      std::any_of(run.slots.begin(), run.slots.end(), [&t](const slot_update& x) { return x.fresh == t.id && x.done; });
  if (!ours || (t.started > 0 && clock.now() - t.started > monitor.count()))
    return;
  for (auto& slot : run.slots)
    if (slot.fresh == t.id)
      slot.fresh.clear(); // counts once
  ++run.failures;
  double ratio = static_cast<double>(run.failures) / static_cast<double>(std::max<std::size_t>(run.total, 1));
  const std::string action = run.config.value("FailureAction", "pause");
  if (ratio <= run.config.value("MaxFailureRatio", 0.0) || action == "continue")
    return;
  const std::string cause = " due to failure or early termination of task " + t.id;
  bool was_rollback = run.rollback;
  cancel_update(s.id);
  if (was_rollback)
    return set_update_state(s, "rollback_paused", "rollback paused" + cause);
  if (action != "rollback" || !s.previous.is_object())
    return set_update_state(s, "paused", "update paused" + cause);
  s.spec = std::exchange(s.previous, json());
  set_update_state(s, "rollback_started", "update rolled back" + cause);
  clock.after({}, [this, id = s.id] { // not during the task's own change
    if (auto found = services.find(id); found != services.end() && !updating(id))
      begin_update(found->second, true);
  });
}

void swarm::finish_update(const std::string& service_id, std::uint64_t epoch) {
  auto run = runs_.find(service_id);
  if (run == runs_.end() || run->second.epoch != epoch || !run->second.waiting.empty() || run->second.in_flight > 0)
    return;
  bool rollback = run->second.rollback;
  cancel_update(service_id);
  set_update_state(services.at(service_id), rollback ? "rollback_completed" : "completed",
                   rollback ? "rollback completed" : "update completed");
}

} // namespace signalbox::twin
