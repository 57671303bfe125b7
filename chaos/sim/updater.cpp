// Rolling updates of the model Swarm, one task at a time, as Swarm does them by default: a new task that fails while it
// is monitored stops the update, which is then rolled back or left paused.
#include "chaos/sim/sim_swarm.hpp"

namespace signalbox::sim {

namespace {
constexpr milliseconds takes_to_begin{120}, takes_to_stop{900}, monitor{5000};
}

/// A task that was to replace one which stays now.
void sim_swarm::drop_fresh(sim_service& s) {
  const auto fresh = std::exchange(s.fresh, {});
  const auto i = tasks.find(fresh);
  if (i == tasks.end())
    return;
  const auto slot = i->second.slot;
  for (const auto* t : wanted_tasks(s))
    if (t->slot == slot && t->id != fresh)
      return stop_task(fresh);
}

void sim_swarm::begin_update(sim_service& s) {
  ++s.epoch;
  drop_fresh(s);
  reconcile(s);
  time_.in(takes_to_begin, [this, id = s.id, epoch = s.epoch] { run_update(id, epoch); });
}

std::optional<std::uint64_t> sim_swarm::dirty_slot(const sim_service& s) {
  for (std::uint64_t slot = 1; slot <= s.is.spec.replicas; ++slot) {
    const auto* t = in_slot(s, slot);
    if (!t || t->made_of != s.fingerprint)
      return slot;
  }
  return {};
}

void sim_swarm::set_update(sim_service& s, const std::string& state, const std::string& message) {
  s.update_state = state;
  s.update_message = message;
  s.version = ++made_;
  log_.line(time_.now(), "swarm", s.name + ' ' + state);
  service_event(s, "update");
  update_moved(s);
}

// An update that replaces no task never begins.
void sim_swarm::run_update(const std::string& id, std::uint64_t epoch) {
  auto* s = current(id, epoch);
  if (!s)
    return;
  const bool back = s->update_state == "rollback_started";
  if (!dirty_slot(*s)) {
    if (back)
      set_update(*s, "rollback_completed", s->update_message);
    else
      update_moved(*s);
    return;
  }
  if (!back) {
    s->update_started = std::to_string(time_.now().count()) + '.' + std::to_string(++made_);
    set_update(*s, "updating", "update in progress");
  }
  next_slot(id, epoch);
}

void sim_swarm::next_slot(const std::string& id, std::uint64_t epoch) {
  auto* s = current(id, epoch);
  if (!s)
    return;
  s->fresh.clear();
  if (const auto slot = dirty_slot(*s))
    return replace(*s, *slot);
  const bool back = s->update_state == "rollback_started";
  time_.in(back ? milliseconds{0} : monitor, [this, id, epoch, back] {
    if (auto* done = current(id, epoch)) {
      if (dirty_slot(*done))
        return next_slot(id, epoch);
      ++done->epoch;
      set_update(*done, back ? "rollback_completed" : "completed", back ? done->update_message : "update completed");
    }
  });
}

void sim_swarm::replace(sim_service& s, std::uint64_t slot) {
  const auto* old = in_slot(s, slot);
  if (!old || s.is.spec.update_order == "start-first")
    return start_fresh(s.id, s.epoch, slot);
  stop_task(old->id);
  time_.in(takes_to_stop, [this, id = s.id, epoch = s.epoch, slot] { start_fresh(id, epoch, slot); });
}

/// Swarm makes the new task when it stops the old one: an update that is given up meanwhile leaves no hole.
void sim_swarm::fill(const std::string& id, std::uint64_t slot) {
  if (auto* s = by_id(id); s && slot <= s->is.spec.replicas && !in_slot(*s, slot))
    start_task(*s, slot);
}

void sim_swarm::start_fresh(const std::string& id, std::uint64_t epoch, std::uint64_t slot) {
  auto* s = current(id, epoch);
  if (!s)
    return fill(id, slot);
  if (const auto* there = in_slot(*s, slot); there && there->made_of == s->fingerprint)
    return next_slot(id, epoch); // a restart was quicker
  s->fresh = start_task(*s, slot).id;
}

void sim_swarm::update_sees(const sim_task& t) {
  auto* s = by_id(t.service_id);
  if (!s || (s->update_state != "updating" && s->update_state != "rollback_started"))
    return;
  if (t.state == "failed" && t.made_of == s->fingerprint)
    return give_up(*s, "task " + t.id + " failed: " + t.error);
  if (t.id != s->fresh)
    return;
  if (t.state == "running")
    if (const auto* old = in_slot(*s, t.slot); old && old->id != t.id)
      stop_task(std::string{old->id});
  s->fresh.clear(); // one that is lost in the pause is replaced, and must not begin another round
  const auto pause = std::chrono::duration_cast<milliseconds>(s->is.spec.update_delay);
  time_.in(pause, [this, id = s->id, epoch = s->epoch] { next_slot(id, epoch); });
}

void sim_swarm::give_up(sim_service& s, const std::string& why) {
  if (s.update_state == "rollback_started") {
    ++s.epoch;
    drop_fresh(s);
    return set_update(s, "rollback_paused", why);
  }
  s.gave_up.insert(s.fingerprint);
  ++s.epoch;
  drop_fresh(s);
  if (s.is.spec.update_failure_action != "rollback" || !s.before)
    return set_update(s, "paused", "update paused due to failure: " + why);
  s.is = *std::exchange(s.before, std::nullopt);
  s.fingerprint = fingerprint_of(s.is.spec);
  set_update(s, "rollback_started", "update rolled back due to failure: " + why);
  changed(s.name);
  reconcile(s);
  time_.in(takes_to_begin, [this, id = s.id, epoch = s.epoch] { run_update(id, epoch); });
}

} // namespace signalbox::sim
