#include "actors/status/status_logic.hpp"

#include <algorithm>

namespace signalbox {

status_logic::status_logic(std::string version, const std::vector<cluster_settings>& clusters,
                           std::chrono::system_clock::time_point started) {
  snapshot_.version = std::move(version);
  snapshot_.started = started;
  for (const auto& c : clusters)
    snapshot_.clusters.push_back({c.id, c.service_cluster, c.proxy_service_name, {}, {}, {}});
  std::sort(snapshot_.clusters.begin(), snapshot_.clusters.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
}

cluster_status* status_logic::find(const cluster_id& cluster) {
  for (auto& c : snapshot_.clusters)
    if (c.id == cluster)
      return &c;
  return nullptr;
}

// Keeps at most 64 unapplied revisions: only the oldest one determines the lag.
void status_logic::measure_lag(cluster_status& c, std::chrono::system_clock::time_point now) {
  constexpr std::size_t remembered = 64;
  auto& waiting = unapplied_[c.id];
  const auto applied = c.proxy ? c.proxy->applied : revision{};
  while (!waiting.empty() && waiting.front().rev <= applied)
    waiting.pop_front();
  if (c.routes && c.routes->observed > applied && waiting.size() < remembered &&
      (waiting.empty() || waiting.back().rev < c.routes->observed))
    waiting.push_back({c.routes->observed, now});
  c.behind_since.reset();
  if (!waiting.empty())
    c.behind_since = waiting.front().seen;
}

void status_logic::on(const std::string& path, const cluster_id& cluster, const report_body& body,
                      std::chrono::system_clock::time_point now) {
  auto* c = find(cluster);
  if (const auto* watcher = std::get_if<watcher_report>(&body)) {
    snapshot_.watcher = *watcher;
  } else if (const auto* child = std::get_if<child_report>(&body)) {
    auto& actors = snapshot_.actors;
    const auto i = std::lower_bound(actors.begin(), actors.end(), path,
                                    [](const actor_status& a, const std::string& p) { return a.path < p; });
    if (i != actors.end() && i->path == path)
      i->report = *child;
    else
      actors.insert(i, {path, *child});
  } else if (!c) {
    return;
  } else if (const auto* routes = std::get_if<cluster_report>(&body)) {
    c->routes = *routes;
    measure_lag(*c, now);
  } else if (const auto* extension = std::get_if<extension_report>(&body)) {
    c->extension = *extension;
  } else if (const auto* proxy = std::get_if<proxy_report>(&body)) {
    c->proxy = *proxy;
    measure_lag(*c, now);
  }
}

void status_logic::on(history_event entry) {
  auto& history = snapshot_.history;
  history.push_back(std::move(entry));
  if (history.size() > history_limit)
    history.erase(history.begin());
}

std::shared_ptr<const status_snapshot> status_logic::snapshot(std::chrono::system_clock::time_point now) const {
  auto copy = std::make_shared<status_snapshot>(snapshot_);
  copy->when = now;
  return copy;
}

} // namespace signalbox
