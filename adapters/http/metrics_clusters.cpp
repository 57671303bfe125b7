// Revisions are exported as their count, with the incarnation beside it: a count falls only when the incarnation has
// risen.
#include "adapters/http/conditions.hpp"
#include "adapters/http/metric_families.hpp"

#include <algorithm>

namespace signalbox::metric {
namespace {

double number(std::uint64_t n) { return static_cast<double>(n); }

void add_revision(family& counts, family& incarnations, const cluster_picture& c, revision r) {
  add(counts, {{"cluster", c.id.value}}, r.count);
  add(incarnations, {{"cluster", c.id.value}}, r.incarnation);
}

families revision_families(const std::vector<cluster_picture>& clusters) {
  families all;
  auto stage = [&](const std::string& name, const std::string& what, auto of) {
    auto counts =
        gauge("signalbox_cluster_" + name + "_revision", "Count of the newest revision that was " + what + '.');
    auto incarnations = gauge("signalbox_cluster_" + name + "_incarnation",
                              "Incarnation of the watcher that the " + name + " revision comes from.");
    for (const auto& c : clusters)
      if (std::optional<revision> r = of(c))
        add_revision(counts, incarnations, c, *r);
    all.push_back(counts);
    all.push_back(incarnations);
  };
  using found = std::optional<revision>;
  stage("observed", "seen by the cluster", [](auto& c) { return c.routes ? found(c.routes->observed) : found(); });
  stage("rendered", "rendered", [](auto& c) { return c.extension ? found(c.extension->rendered) : found(); });
  stage("wanted", "handed to the proxy", [](auto& c) { return c.proxy ? found(c.proxy->wanted) : found(); });
  stage("applied", "applied by every proxy task", [](auto& c) { return c.proxy ? found(c.proxy->applied) : found(); });
  return all;
}

families route_families(const std::vector<cluster_picture>& clusters) {
  auto hosts = gauge("signalbox_cluster_hosts", "Host names that are routed.");
  auto targets = gauge("signalbox_cluster_targets", "Addresses that requests are sent to.");
  auto services = gauge("signalbox_cluster_services", "Services that ask to be routed, by whether they are.");
  auto quarantined = gauge("signalbox_cluster_quarantined_services",
                           "Services that are left out because the proxy refuses what their labels ask for.");
  auto found = gauge("signalbox_cluster_problems", "Problems of the cluster and its services.");
  for (const auto& c : clusters) {
    labels l = {{"cluster", c.id.value}};
    auto all = problems_of(c);
    for (auto [level, word] : {std::pair(severity::error, "error"), std::pair(severity::warning, "warning")})
      add(found, {{"cluster", c.id.value}, {"level", word}},
          number(std::count_if(all.begin(), all.end(), [level = level](auto& p) { return p.level == level; })));
    if (!c.routes)
      continue;
    add(hosts, l, number(c.routes->hosts));
    add(targets, l, number(c.routes->targets));
    const auto known = services_of(c);
    auto in = std::count_if(known.begin(), known.end(), [](auto& s) { return s.routed; });
    add(services, {{"cluster", c.id.value}, {"routed", "true"}}, number(in));
    add(services, {{"cluster", c.id.value}, {"routed", "false"}}, number(known.size() - in));
    add(quarantined, l, number(c.extension ? c.extension->quarantined.size() : 0));
  }
  return {hosts, targets, services, quarantined, found};
}

families proxy_families(const std::vector<cluster_picture>& clusters) {
  auto applies = counter("signalbox_cluster_applies_total", "Changes of the proxy service by kind and outcome.");
  auto last = gauge("signalbox_cluster_last_apply_duration_seconds", "Time that the newest apply took.");
  auto wanted = gauge("signalbox_cluster_proxy_tasks_wanted", "Tasks that the proxy service should have.");
  auto running = gauge("signalbox_cluster_proxy_tasks_running", "Proxy tasks that run with the wanted configuration.");
  auto converged = gauge("signalbox_cluster_converged", "1 if the proxy runs the wanted configuration.");
  auto degraded =
      gauge("signalbox_cluster_degraded", "1 if the proxy keeps its last good configuration for want of a better one.");
  for (const auto& c : clusters) {
    if (!c.proxy)
      continue;
    labels l = {{"cluster", c.id.value}};
    const auto& p = *c.proxy;
    for (const auto& [key, count] : p.applies) {
      auto cut = std::min(key.find('_'), key.size());
      std::string outcome = cut < key.size() ? key.substr(cut + 1) : "";
      add(applies, {{"cluster", c.id.value}, {"kind", key.substr(0, cut)}, {"outcome", outcome}}, number(count));
    }
    add(last, l, p.last_apply.count());
    add(wanted, l, number(p.replicas));
    add(running, l, number(p.tasks_running));
    add(converged, l, !p.wanted_config.empty() && p.wanted_config == p.applied_config);
    add(degraded, l, p.state == health::degraded);
  }
  return {applies, last, wanted, running, converged, degraded};
}

} // namespace

families cluster_families(const status_picture& p) {
  families all = revision_families(p.clusters);
  for (auto make : {route_families, proxy_families})
    for (auto& f : make(p.clusters))
      all.push_back(std::move(f));
  return all;
}

families watcher_families(const watcher_report& w) {
  families all;
  auto one = [&all](family f, double value) {
    add(f, {}, value);
    all.push_back(std::move(f));
  };
  auto listings = counter("signalbox_watcher_listings_total", "Listings of the engine that succeeded, by kind.");
  for (const auto& [kind, count] : w.listings)
    add(listings, {{"kind", kind}}, number(count));
  all.push_back(std::move(listings));
  one(counter("signalbox_watcher_listings_failed_total", "Listings of the engine that failed."),
      number(w.listings_failed));
  one(counter("signalbox_watcher_events_total", "Events of the engine."), number(w.events));
  one(counter("signalbox_watcher_views_published_total", "Views handed to clusters."), number(w.views_published));
  one(gauge("signalbox_watcher_connected", "1 while the event stream stands."), w.events_connected);
  one(gauge("signalbox_watcher_degraded", "1 while the last good listing is kept for want of a newer one."),
      w.state == health::degraded);
  one(gauge("signalbox_watcher_services", "Services in the last complete listing."), number(w.services));
  one(gauge("signalbox_watcher_tasks", "Tasks in the last complete listing."), number(w.tasks));
  one(gauge("signalbox_watcher_nodes", "Nodes in the last complete listing."), number(w.nodes));
  one(gauge("signalbox_watcher_tasks_pushed", "1 while SwarmKit pushes each change of a task; 0: tasks are polled."),
      w.tasks_pushed);
  one(counter("signalbox_watcher_task_changes_total", "Changes of tasks that SwarmKit pushed."),
      number(w.task_changes));
  one(counter("signalbox_watcher_task_differences_total", "Changes that a listing had and SwarmKit's stream lost."),
      number(w.task_differences));
  auto ends = counter("signalbox_watcher_task_stream_ends_total", "Failed connects and ends of SwarmKit's stream.");
  for (const auto& [cause, count] : w.task_stream_ends)
    add(ends, {{"cause", cause}}, number(count));
  all.push_back(std::move(ends));
  return all;
}

} // namespace signalbox::metric
