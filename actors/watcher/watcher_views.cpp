// What the watcher publishes, and when.
#include "actors/watcher/watcher_logic.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

/// Most reads find what is known, and then the views need not be cut to see that they are the same.
void watcher_logic::hold_off_if_changed(bool is_news, instant now) {
  auto converging = attention_.converging_ids(now);
  if (!is_news && converging == converging_)
    return;
  converging_ = std::move(converging);
  if (!changed_views(now).empty())
    hold_off_.changed(now);
}

std::vector<view_changed> watcher_logic::changed_views(instant now) const {
  std::vector<view_changed> changed;
  for (const auto& c : clusters_) {
    auto view = cut_view(last_, c.settings);
    view.settled = std::none_of(view.services.begin(), view.services.end(),
                                [&](const app_service& s) { return attention_.converging(s.id, now); });
    if (!c.last || *c.last->view != view)
      changed.push_back({c.settings.id, {}, std::make_shared<const cluster_view>(std::move(view))});
  }
  return changed;
}

void watcher_logic::publish_if_due(instant now) {
  if (!complete_ || !hold_off_.due() || *hold_off_.due() > now)
    return;
  const auto pending = now - hold_off_.pending_since().value_or(now);
  hold_off_.published();
  converging_ = attention_.converging_ids(now);
  auto changed = changed_views(now);
  if (changed.empty())
    return;
  report_.hold_offs.add(pending);
  ++rev_.count;
  for (auto& v : changed) {
    v.rev = rev_;
    for (auto& c : clusters_)
      if (c.settings.id == v.cluster)
        c.last = v;
    ++report_.views_published;
    out_.push_back(std::move(v));
  }
  report();
}

std::optional<view_changed> watcher_logic::last_view(const cluster_id& cluster) const {
  for (const auto& c : clusters_)
    if (c.settings.id == cluster)
      return c.last;
  return {};
}

} // namespace signalbox
