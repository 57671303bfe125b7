// Rolling updates of the model Swarm, one task at a time, which is Swarm's default. If a new task fails while it is
// monitored, the update stops; Swarm rolls it back or pauses it.
#include "chaos/sim/sim_swarm.hpp"

namespace signalbox::sim {

namespace {
constexpr milliseconds begin_delay{120}, stop_delay{900}, monitor{5000};
}

/// Stops the new task of an ended update, if the task that it should replace still exists.
void sim_swarm::drop_new_task(sim_service& s) {
  const auto new_task = std::exchange(s.new_task, {});
  const auto i = tasks.find(new_task);
  if (i == tasks.end())
    return;
  const auto slot = i->second.slot;
  for (const auto* t : wanted_tasks(s))
    if (t->slot == slot && t->id != new_task)
      return stop_task(new_task);
}

void sim_swarm::begin_update(sim_service& s) {
  ++s.epoch;
  drop_new_task(s);
  reconcile(s);
  time_.in(begin_delay, [this, id = s.id, epoch = s.epoch] { run_update(id, epoch); });
}

std::optional<std::uint64_t> sim_swarm::dirty_slot(const sim_service& s) {
  for (std::uint64_t slot = 1; slot <= s.current.spec.replicas; ++slot) {
    const auto* t = in_slot(s, slot);
    if (!t || t->fingerprint != s.fingerprint)
      return slot;
  }
  return {};
}

void sim_swarm::set_update(sim_service& s, const std::string& state, const std::string& message) {
  s.update_state = state;
  s.update_message = message;
  s.version = ++last_index_;
  log_.line(time_.now(), "swarm", s.name + ' ' + state);
  service_event(s, "update");
  update_state_changed(s);
}

// An update that replaces no task never begins.
void sim_swarm::run_update(const std::string& id, std::uint64_t epoch) {
  auto* s = find_update(id, epoch);
  if (!s)
    return;
  const bool back = s->update_state == "rollback_started";
  if (!dirty_slot(*s)) {
    if (back)
      set_update(*s, "rollback_completed", s->update_message);
    else
      update_state_changed(*s);
    return;
  }
  if (!back) {
    s->update_started = std::to_string(time_.now().count()) + '.' + std::to_string(++last_index_);
    set_update(*s, "updating", "update in progress");
  }
  next_slot(id, epoch);
}

void sim_swarm::next_slot(const std::string& id, std::uint64_t epoch) {
  auto* s = find_update(id, epoch);
  if (!s)
    return;
  s->new_task.clear();
  if (const auto slot = dirty_slot(*s))
    return replace(*s, *slot);
  const bool back = s->update_state == "rollback_started";
  time_.in(back ? milliseconds{0} : monitor, [this, id, epoch, back] {
    if (auto* done = find_update(id, epoch)) {
      if (dirty_slot(*done))
        return next_slot(id, epoch);
      ++done->epoch;
      set_update(*done, back ? "rollback_completed" : "completed", back ? done->update_message : "update completed");
    }
  });
}

void sim_swarm::replace(sim_service& s, std::uint64_t slot) {
  const auto* old = in_slot(s, slot);
  if (!old || s.current.spec.update_order == "start-first")
    return start_new_task(s.id, s.epoch, slot);
  stop_task(old->id);
  time_.in(stop_delay, [this, id = s.id, epoch = s.epoch, slot] { start_new_task(id, epoch, slot); });
}

/// Swarm creates the new task when it stops the old one: the slot is not empty if the update ends in between.
void sim_swarm::start_in_slot(const std::string& id, std::uint64_t slot) {
  if (auto* s = by_id(id); s && slot <= s->current.spec.replicas && !in_slot(*s, slot))
    start_task(*s, slot);
}

void sim_swarm::start_new_task(const std::string& id, std::uint64_t epoch, std::uint64_t slot) {
  auto* s = find_update(id, epoch);
  if (!s)
    return start_in_slot(id, slot);
  if (const auto* there = in_slot(*s, slot); there && there->fingerprint == s->fingerprint)
    return next_slot(id, epoch); // a restart has already replaced it
  s->new_task = start_task(*s, slot).id;
}

void sim_swarm::continue_update(const sim_task& t) {
  auto* s = by_id(t.service_id);
  if (!s || (s->update_state != "updating" && s->update_state != "rollback_started"))
    return;
  if (t.state == "failed" && t.fingerprint == s->fingerprint)
    return reject_update(*s, "task " + t.id + " failed: " + t.error);
  if (t.id != s->new_task)
    return;
  if (t.state == "running")
    if (const auto* old = in_slot(*s, t.slot); old && old->id != t.id)
      stop_task(std::string{old->id});
  s->new_task.clear(); // a failure during the delay must not start another round
  const auto pause = std::chrono::duration_cast<milliseconds>(s->current.spec.update_delay);
  time_.in(pause, [this, id = s->id, epoch = s->epoch] { next_slot(id, epoch); });
}

void sim_swarm::reject_update(sim_service& s, const std::string& why) {
  if (s.update_state == "rollback_started") {
    ++s.epoch;
    drop_new_task(s);
    return set_update(s, "rollback_paused", why);
  }
  s.rejected.insert(s.fingerprint);
  ++s.epoch;
  drop_new_task(s);
  if (s.current.spec.update_failure_action != "rollback" || !s.previous)
    return set_update(s, "paused", "update paused due to failure: " + why);
  s.current = *std::exchange(s.previous, std::nullopt);
  s.fingerprint = fingerprint_of(s.current.spec);
  set_update(s, "rollback_started", "update rolled back due to failure: " + why);
  service_changed(s.name);
  reconcile(s);
  time_.in(begin_delay, [this, id = s.id, epoch = s.epoch] { run_update(id, epoch); });
}

} // namespace signalbox::sim
