#include "adapters/api/explain.hpp"

#include "adapters/api/conditions.hpp"
#include "adapters/api/explain_parts.hpp"
#include "messages/labels/labels.hpp"
#include "messages/text/nearest.hpp"

#include <algorithm>

namespace signalbox {
namespace {

using json = nlohmann::ordered_json;

json cluster_entry(const cluster_status& c, const service_status& status, const unrouted_services& unrouted) {
  const auto* app = app_of(c, status.id);
  json entry = {{"cluster", c.id.value},
                {"service_cluster", c.service_cluster},
                {"id", status.id},
                {"routed", status.routed},
                {"why", why_not_routed(status)},
                {"network", status.network},
                {"networks", app ? networks_of(*app) : json::array()}};
  entry["labels"] = app ? labels_of(status.name, app->labels, status.found) : listed_part{};
  entry["routes"] = routes_of(c, status.name);
  entry["backend"] = backend_of(c, status.name);
  entry["tasks"] = tasks_of(c, status, unrouted);
  entry["problems"] = problems_of(status.found);
  entry["quarantined"] = quarantine_of(c, status.name);
  entry["proxy"] = proxy_of(c);
  return entry;
}

json without_cluster(const status_snapshot& p, const unclaimed_service& s, const std::string& why,
                     const problems& found) {
  json clusters = json::array();
  for (const auto& c : p.clusters)
    clusters.push_back({{"id", c.id.value}, {"service_cluster", c.service_cluster}});
  json entry = {{"cluster", ""},
                {"service_cluster", service_cluster_of(s.labels)},
                {"id", s.id},
                {"routed", false},
                {"why", why}};
  entry["clusters"] = std::move(clusters);
  entry["labels"] = labels_of(s.name, s.labels, found);
  entry["problems"] = problems_of(found);
  return entry;
}

json unclaimed_entry(const status_snapshot& p, const unclaimed_service& s) {
  const auto asked = service_cluster_of(s.labels);
  const auto why = asked.empty() ? "the service has no label " + full_label("service_cluster") +
                                       ", and each cluster has a ServiceCluster"
                                 : "no cluster has ServiceCluster = \"" + printable(asked) + '"';
  return without_cluster(p, s, why, parse_labels(s.name, s.labels).found);
}

json misplaced_entry(const status_snapshot& p, const unclaimed_service& s) {
  auto entry = without_cluster(p, s,
                               "its labels " + full_label("*") +
                                   " are in the container's spec, where they have no effect, and not in deploy.labels",
                               {misplaced_labels(s.name, s.labels, severity::error)});
  for (auto& label : entry["labels"]["list"])
    label["state"] = "misplaced";
  return entry;
}

std::vector<std::string> known_names(const status_snapshot& p) {
  std::vector<std::string> names;
  for (const auto& c : p.clusters)
    if (c.routes)
      for (const auto& s : c.routes->services)
        names.push_back(s.name);
  if (p.watcher && p.watcher->unrouted)
    for (const auto* services : {&p.watcher->unrouted->unclaimed, &p.watcher->unrouted->misplaced})
      for (const auto& s : *services)
        names.push_back(s.name);
  return names;
}

std::string not_known(const status_snapshot& p, const std::string& service) {
  for (const auto& c : p.clusters)
    if (c.proxy_service == service)
      return '"' + service + "\" is the proxy service of cluster " + c.id.value + ", not an application";
  const auto names = known_names(p);
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto close = nearest(service, views);
  return "core knows no service \"" + printable(service, 200) + "\" with a label " + full_label("*") +
         (close.empty() ? "" : "; did you mean " + std::string(close) + "?");
}

} // namespace

http_reply explain(const status_snapshot& p, const std::string& service) {
  const unrouted_services nothing;
  const auto& unrouted = p.watcher && p.watcher->unrouted ? *p.watcher->unrouted : nothing;
  auto entries = json::array();
  for (const auto& c : p.clusters)
    for (const auto& status : services_of(c))
      if (status.name == service)
        entries.push_back(cluster_entry(c, status, unrouted));
  for (const auto& s : unrouted.unclaimed)
    if (s.name == service)
      entries.push_back(unclaimed_entry(p, s));
  for (const auto& s : unrouted.misplaced)
    if (s.name == service)
      entries.push_back(misplaced_entry(p, s));
  if (entries.empty())
    return problem_reply(is_ready(p) ? 404 : 503, is_ready(p) ? not_known(p, service) : why_not_ready(p));
  const json answer = {{"service", service}, {"explanations", std::move(entries)}};
  http_reply reply;
  reply.type = "application/json";
  reply.body = answer.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
  return reply;
}

} // namespace signalbox
