#include "chaos/sim/removed_task_invariants.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {
// The reply to a listing can be this old when it arrives: a pushed change can be newer.
constexpr milliseconds longest_answer{10000};

// From the end of a listing to a rendered table: hold-off, and messages on a slow machine.
constexpr milliseconds time_to_render{5000};
} // namespace

void removed_task_invariants::record(const swarm_task& t, std::optional<moment> pushed) {
  if (const auto* s = swarm_.by_id(t.service_id))
    for (const auto& a : t.addresses)
      known_[s->name + ' ' + a.address] = {t.service_id, pushed, {}};
}

void removed_task_invariants::listed(const std::vector<std::string>& service_ids, const std::vector<swarm_task>& found,
                                     bool ends_round) {
  const auto was_listed = [&](const std::string& id) {
    return service_ids.empty() || std::find(service_ids.begin(), service_ids.end(), id) != service_ids.end();
  };
  for (auto& [_, t] : known_)
    if (ends_round && !t.removed && was_listed(t.service_id) && (!t.pushed || time_.now() - *t.pushed > longest_answer))
      t.removed = time_.now();
  for (const auto& t : found)
    record(t, {});
}

void removed_task_invariants::pushed(const task_event& e) {
  if (const auto* changes = std::get_if<std::vector<task_change>>(&e))
    for (const auto& c : *changes)
      record(c.task, time_.now());
}

void removed_task_invariants::check_route(const std::string& cluster, const std::string& route,
                                          const std::string& service_address) const {
  const auto i = known_.find(service_address);
  if (i != known_.end() && i->second.removed && *i->second.removed < time_.now() - time_to_render)
    verdict_.broken(invariant::converged, cluster + " routes '" + route + "', which a complete listing did not have");
}

} // namespace signalbox::sim
