#include "actors/watcher/convergence.hpp"

namespace signalbox {

void convergence::record_state(const std::string& id, bool converged, instant now) {
  const auto i = polled_.find(id);
  if (i == polled_.end()) {
    if (!converged)
      polled_[id] = {now, now + policy_.least};
    return;
  }
  const auto taken = now - i->second.since;
  if (converged && taken >= policy_.settle)
    polled_.erase(i);
  else
    i->second.next = now + std::clamp<instant::duration>(taken / policy_.proportion, policy_.least, policy_.most);
}

std::vector<std::string> convergence::ids() const {
  std::vector<std::string> all;
  for (const auto& [id, _] : polled_)
    all.push_back(id);
  return all;
}

std::vector<std::string> convergence::converging_ids(instant now) const {
  auto all = ids();
  std::erase_if(all, [&](const auto& id) { return !converging(id, now); });
  return all;
}

std::optional<instant> convergence::due() const {
  std::optional<instant> first;
  for (const auto& [_, a] : polled_)
    if (!first || a.next < *first)
      first = a.next;
  return first;
}

} // namespace signalbox
