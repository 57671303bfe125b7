#include "actors/watcher/view_publisher.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace signalbox {

view_publisher::view_publisher(std::vector<cluster_settings> clusters, const watcher_policy& policy,
                               std::uint32_t incarnation)
    : rev_{incarnation, 0}, hold_off_(policy.quiet, policy.ceiling) {
  for (auto& c : clusters)
    clusters_.push_back({std::move(c), {}});
}

void view_publisher::compare(const swarm_snapshot& snapshot, const convergence& polled, bool is_news, instant now) {
  auto converging = polled.converging_ids(now);
  if (!is_news && converging == converging_)
    return;
  converging_ = std::move(converging);
  const auto changed = changed_views(snapshot, polled, now);
  if (changed.views.empty())
    return;
  if (changed.only_settled)
    hold_off_.changed_aside(now);
  else
    hold_off_.changed(now);
}

view_publisher::difference view_publisher::changed_views(const swarm_snapshot& snapshot, const convergence& polled,
                                                         instant now) const {
  difference changed;
  for (const auto& c : clusters_) {
    auto view = cut_view(snapshot, c.settings);
    const bool settled = std::none_of(view.services.begin(), view.services.end(),
                                      [&](const app_service& s) { return polled.converging(s.id, now); });
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

std::optional<view_publisher::publication> view_publisher::publish(const swarm_snapshot& snapshot,
                                                                   const convergence& polled, instant now) {
  if (!due() || *due() > now)
    return {};
  const auto waited = now - hold_off_.pending_since().value_or(now);
  hold_off_.published();
  converging_ = polled.converging_ids(now);
  auto views = changed_views(snapshot, polled, now).views;
  if (views.empty())
    return {};
  ++rev_.count;
  for (auto& v : views) {
    v.rev = rev_;
    for (auto& c : clusters_)
      if (c.settings.id == v.cluster)
        c.last = v;
  }
  return publication{std::move(views), waited};
}

std::optional<view_changed> view_publisher::last(const cluster_id& cluster) const {
  for (const auto& c : clusters_)
    if (c.settings.id == cluster)
      return c.last;
  return {};
}

std::set<std::string> view_publisher::service_clusters() const {
  std::set<std::string> names;
  for (const auto& c : clusters_)
    names.insert(c.settings.service_cluster);
  return names;
}

} // namespace signalbox
