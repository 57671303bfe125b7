#include "actors/status/status_logic.hpp"

#include <algorithm>

namespace signalbox {

status_logic::status_logic(std::string version, const std::vector<cluster_settings>& clusters,
                           std::chrono::system_clock::time_point started) {
  picture_.version = std::move(version);
  picture_.started = started;
  for (const auto& c : clusters)
    picture_.clusters.push_back({c.id, c.service_cluster, c.proxy_service_name, {}, {}, {}});
  std::sort(picture_.clusters.begin(), picture_.clusters.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
}

cluster_picture* status_logic::find(const cluster_id& cluster) {
  for (auto& c : picture_.clusters)
    if (c.id == cluster)
      return &c;
  return nullptr;
}

void status_logic::on(const std::string& path, const cluster_id& cluster, const report_body& body) {
  auto* c = find(cluster);
  if (const auto* watcher = std::get_if<watcher_report>(&body)) {
    picture_.watcher = *watcher;
  } else if (const auto* child = std::get_if<child_report>(&body)) {
    auto& actors = picture_.actors;
    const auto i = std::lower_bound(actors.begin(), actors.end(), path,
                                    [](const actor_picture& a, const std::string& p) { return a.path < p; });
    if (i != actors.end() && i->path == path)
      i->report = *child;
    else
      actors.insert(i, {path, *child});
  } else if (!c) {
    return;
  } else if (const auto* routes = std::get_if<cluster_report>(&body)) {
    c->routes = *routes;
  } else if (const auto* extension = std::get_if<extension_report>(&body)) {
    c->extension = *extension;
  } else if (const auto* proxy = std::get_if<proxy_report>(&body)) {
    c->proxy = *proxy;
  }
}

void status_logic::on(history_entry entry) {
  auto& history = picture_.history;
  history.push_back(std::move(entry));
  if (history.size() > history_limit)
    history.erase(history.begin());
}

std::shared_ptr<const status_picture> status_logic::picture(std::chrono::system_clock::time_point now) const {
  auto copy = std::make_shared<status_picture>(picture_);
  copy->when = now;
  return copy;
}

} // namespace signalbox
