#include "chaos/sim/life_watch.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {
// The longest pause of a supervisor is 10 s; its parent's may come before it.
constexpr milliseconds longest_absence{21000}, time_to_tell{1000};
// A storm of 10,000 events a second for a tenth of a second, unhandled.
constexpr std::uint64_t deepest_mailbox = 1000;
constexpr std::size_t timers_an_actor = 12;

std::string parent_of(const std::string& path) { return path.substr(0, path.find('/')); }
} // namespace

void life_watch::started(const std::string& path) { actors_[path] = {++instances_, true, time_.now()}; }

void life_watch::ended(const std::string& path, std::uint64_t instance) {
  auto& a = actors_[path];
  if (a.instance != instance)
    return;
  ++deaths_;
  last_death_ = time_.now();
  a.alive = false;
  a.since = time_.now();
}

void life_watch::root_ended() { verdict_.broken(invariant::healed, "the root actor has ended"); }

std::uint64_t life_watch::instance_of(const std::string& path) const {
  const auto i = actors_.find(path);
  return i == actors_.end() ? 0 : i->second.instance;
}

bool life_watch::alive(const std::string& path) const {
  const auto i = actors_.find(path);
  return i != actors_.end() && i->second.alive;
}

bool life_watch::told(const std::string& path, const status_picture* picture) const {
  if (!alive("status") || !picture)
    return true; // nobody can tell
  for (const auto& a : picture->actors)
    if ((a.path == path || a.path == parent_of(path)) && a.report.state != child_report::standing::running)
      return true;
  return false;
}

void life_watch::tick(const std::set<std::string>& expected, const status_picture* picture, const meter_board& meters) {
  for (const auto& path : expected) {
    const auto i = actors_.find(path);
    if (i == actors_.end() || i->second.alive)
      continue;
    const auto absent = time_.now() - i->second.since;
    if (absent > time_to_tell && time_.now() - last_death_ > time_to_tell && !told(path, picture))
      verdict_.broken(invariant::healed, path + " is dead, and nobody says so");
    if (absent > longest_absence && time_.now() - last_death_ > longest_absence)
      verdict_.broken(invariant::healed, path + " is dead and does not come back");
  }
  for (const auto& m : meters.read())
    if (m.high_water > deepest_mailbox)
      verdict_.broken(invariant::bounded, m.path + " had " + std::to_string(m.high_water) + " messages waiting");
}

void life_watch::at_rest(const std::set<std::string>& expected, const status_picture& picture,
                         const meter_board& meters, std::size_t timers) {
  for (const auto& path : expected)
    if (!alive(path))
      verdict_.broken(invariant::healed, path + " has not come back");
  for (const auto& a : picture.actors)
    if (a.report.state != child_report::standing::running)
      verdict_.broken(invariant::healed, a.path + " is not told to run again");
  for (const auto& m : meters.read())
    if (m.depth != 0)
      verdict_.broken(invariant::bounded, m.path + " still has " + std::to_string(m.depth) + " messages waiting");
  if (timers > expected.size() * timers_an_actor)
    verdict_.broken(invariant::bounded, std::to_string(timers) + " timers are left over");
}

} // namespace signalbox::sim
