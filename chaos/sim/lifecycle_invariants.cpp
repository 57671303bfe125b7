#include "chaos/sim/lifecycle_invariants.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {
// The longest backoff of a supervisor is 10 s; its parent's backoff can precede it.
constexpr milliseconds longest_absence{21000}, time_to_report{1000};
// The unhandled events of a tenth of a second, at 10,000 events a second.
constexpr std::uint64_t mailbox_limit = 1000;
constexpr std::size_t timers_per_actor = 12;

std::string parent_of(const std::string& path) { return path.substr(0, path.find('/')); }
} // namespace

void lifecycle_invariants::started(const std::string& path) { actors_[path] = {++instances_, true, time_.now()}; }

void lifecycle_invariants::ended(const std::string& path, std::uint64_t instance) {
  auto& a = actors_[path];
  if (a.instance != instance)
    return;
  ++deaths_;
  last_death_ = time_.now();
  a.alive = false;
  a.since = time_.now();
}

void lifecycle_invariants::root_ended() { verdict_.broken(invariant::healed, "the root actor has ended"); }

std::uint64_t lifecycle_invariants::instance_of(const std::string& path) const {
  const auto i = actors_.find(path);
  return i == actors_.end() ? 0 : i->second.instance;
}

bool lifecycle_invariants::alive(const std::string& path) const {
  const auto i = actors_.find(path);
  return i != actors_.end() && i->second.alive;
}

bool lifecycle_invariants::is_reported(const std::string& path, const status_snapshot* snapshot) const {
  if (!alive("status") || !snapshot)
    return true; // no status actor could report it
  for (const auto& a : snapshot->actors)
    if ((a.path == path || a.path == parent_of(path)) && a.report.state != child_state::running)
      return true;
  return false;
}

void lifecycle_invariants::check(const std::set<std::string>& expected, const status_snapshot* snapshot,
                                 const metrics_registry& metrics) {
  for (const auto& path : expected) {
    const auto i = actors_.find(path);
    if (i == actors_.end() || i->second.alive)
      continue;
    const auto absent = time_.now() - i->second.since;
    if (absent > time_to_report && time_.now() - last_death_ > time_to_report && !is_reported(path, snapshot))
      verdict_.broken(invariant::healed, path + " is dead, and no report says so");
    if (absent > longest_absence && time_.now() - last_death_ > longest_absence)
      verdict_.broken(invariant::healed, path + " is dead and does not come back");
  }
  for (const auto& m : metrics.read())
    if (m.high_water > mailbox_limit)
      verdict_.broken(invariant::bounded, m.path + " had " + std::to_string(m.high_water) + " messages waiting");
}

void lifecycle_invariants::check_settled(const std::set<std::string>& expected, const status_snapshot& snapshot,
                                         const metrics_registry& metrics, std::size_t timers) {
  for (const auto& path : expected)
    if (!alive(path))
      verdict_.broken(invariant::healed, path + " has not come back");
  for (const auto& a : snapshot.actors)
    if (a.report.state != child_state::running)
      verdict_.broken(invariant::healed, a.path + " is not reported as running again");
  for (const auto& m : metrics.read())
    if (m.depth != 0)
      verdict_.broken(invariant::bounded, m.path + " still has " + std::to_string(m.depth) + " messages waiting");
  if (timers > expected.size() * timers_per_actor)
    verdict_.broken(invariant::bounded, std::to_string(timers) + " timers are still pending");
}

} // namespace signalbox::sim
