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
  const auto changed = changed_views(now);
  if (changed.views.empty())
    return;
  if (changed.only_settled)
    hold_off_.changed_aside(now);
  else
    hold_off_.changed(now);
}

watcher_logic::difference watcher_logic::changed_views(instant now) const {
  difference changed;
  for (const auto& c : clusters_) {
    auto view = cut_view(last_, c.settings);
    const bool settled = std::none_of(view.services.begin(), view.services.end(),
                                      [&](const app_service& s) { return attention_.converging(s.id, now); });
    view.settled = c.last ? c.last->view->settled : settled;
    const bool is_news = !c.last || *c.last->view != view;
    if (!is_news && view.settled == settled)
      continue;
    view.settled = settled;
    changed.only_settled = changed.only_settled && !is_news;
    changed.views.push_back({c.settings.id, {}, std::make_shared<const cluster_view>(std::move(view))});
  }
  return changed;
}

void watcher_logic::publish_if_due(instant now) {
  if (!complete_ || !hold_off_.due() || *hold_off_.due() > now)
    return;
  const auto pending = now - hold_off_.pending_since().value_or(now);
  hold_off_.published();
  converging_ = attention_.converging_ids(now);
  auto changed = changed_views(now).views;
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
