#include "chaos/sim/gone_watch.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {
// What a listing says is as old as its answer was long on its way: a push may be younger.
constexpr milliseconds longest_answer{10000};
} // namespace

void gone_watch::heard(const swarm_task& t, std::optional<moment> pushed) {
  if (const auto* s = swarm_.by_id(t.service_id))
    for (const auto& a : t.addresses)
      known_[s->name + ' ' + a.address] = {t.service_id, pushed, {}};
}

void gone_watch::listed(const std::vector<std::string>& service_ids, const std::vector<swarm_task>& found,
                        bool ends_round) {
  const auto asked = [&](const std::string& id) {
    return service_ids.empty() || std::find(service_ids.begin(), service_ids.end(), id) != service_ids.end();
  };
  for (auto& [_, w] : known_)
    if (ends_round && !w.gone && asked(w.service_id) && (!w.pushed || time_.now() - *w.pushed > longest_answer))
      w.gone = time_.now();
  for (const auto& t : found)
    heard(t, {});
}

void gone_watch::pushed(const task_event& e) {
  if (const auto* changes = std::get_if<std::vector<task_change>>(&e))
    for (const auto& c : *changes)
      heard(c.task, time_.now());
}

bool gone_watch::is_told(const std::string& service_address, milliseconds ago) const {
  const auto i = known_.find(service_address);
  return i != known_.end() && i->second.gone && *i->second.gone < time_.now() - ago;
}

} // namespace signalbox::sim
