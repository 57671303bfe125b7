// A revision is exported as its count and its incarnation: a count only decreases when the incarnation increases.
#include "adapters/api/conditions.hpp"
#include "adapters/api/metric_families.hpp"

#include <algorithm>

namespace signalbox::metric {
namespace {

void add_revision(family& counts, family& incarnations, const cluster_status& c, revision r) {
  add(counts, {{"cluster", c.id.value}}, r.count);
  add(incarnations, {{"cluster", c.id.value}}, r.incarnation);
}

families revision_families(const std::vector<cluster_status>& clusters) {
  families all;
  auto revision_pair = [&](const std::string& name, const std::string& what, auto of) {
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
  revision_pair("observed", "seen by the cluster",
                [](auto& c) { return c.routes ? found(c.routes->observed) : found(); });
  revision_pair("rendered", "rendered", [](auto& c) { return c.extension ? found(c.extension->rendered) : found(); });
  revision_pair("desired", "handed to the proxy", [](auto& c) { return c.proxy ? found(c.proxy->desired) : found(); });
  revision_pair("applied", "applied by every proxy task",
                [](auto& c) { return c.proxy ? found(c.proxy->applied) : found(); });
  return all;
}

family lag_family(const std::vector<cluster_status>& clusters, std::chrono::system_clock::time_point now) {
  auto lag = gauge("signalbox_cluster_lag_seconds", "Age of the oldest view that the proxy does not serve yet.");
  for (const auto& c : clusters)
    if (c.routes)
      add(lag, {{"cluster", c.id.value}},
          c.behind_since ? std::max(0.0, std::chrono::duration<double>(now - *c.behind_since).count()) : 0);
  return lag;
}

constexpr const char* problem_kinds[] = {"label", "network", "option", "proxy", "extension", "other"};

/// Classifies the problem by its `where`.
std::string kind_of(const problem& p) {
  if (p.where.starts_with("label"))
    return "label";
  if (p.where.starts_with("network") || p.where.starts_with("Networks"))
    return "network";
  if (p.where.starts_with("[Extensions"))
    return "option";
  if (p.where.starts_with("extension service"))
    return "extension";
  return p.where.starts_with("proxy service") ? "proxy" : "other";
}

void add_problems(family& f, const cluster_status& c) {
  const auto all = problems_of(c);
  for (auto [level, word] : {std::pair(severity::error, "error"), std::pair(severity::warning, "warning")})
    for (const std::string kind : problem_kinds)
      add(f, {{"cluster", c.id.value}, {"level", word}, {"kind", kind}},
          number(std::count_if(all.begin(), all.end(),
                               [&, level = level](auto& p) { return p.level == level && kind_of(p) == kind; })));
}

families route_families(const std::vector<cluster_status>& clusters) {
  auto hosts = gauge("signalbox_cluster_hosts", "Host names that are routed.");
  auto targets = gauge("signalbox_cluster_targets", "Addresses that requests are sent to.");
  auto services =
      gauge("signalbox_cluster_services", "Services with labels of the cluster, by whether they are routed.");
  auto quarantined = gauge("signalbox_cluster_quarantined_services",
                           "Services in quarantine, because the proxy refuses their part of the configuration.");
  auto found = gauge("signalbox_cluster_problems", "Problems of the cluster and its services, by what they are about.");
  for (const auto& c : clusters) {
    labels l = {{"cluster", c.id.value}};
    add_problems(found, c);
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

/// A key holds kind and outcome: `update_rejected`.
labels apply_labels(const cluster_status& c, const std::string& key) {
  const auto cut = std::min(key.find('_'), key.size());
  return {
      {"cluster", c.id.value}, {"kind", key.substr(0, cut)}, {"outcome", cut < key.size() ? key.substr(cut + 1) : ""}};
}

families proxy_families(const std::vector<cluster_status>& clusters) {
  auto applies = counter("signalbox_cluster_applies_total", "Changes of the proxy service by kind and outcome.");
  auto times = histogram("signalbox_cluster_apply_duration_seconds", "Time from an apply's first call to its verdict.");
  auto last = gauge("signalbox_cluster_last_apply_duration_seconds", "Time that the newest apply took.");
  auto wanted = gauge("signalbox_cluster_proxy_tasks_desired", "Tasks that the proxy service should have.");
  auto running = gauge("signalbox_cluster_proxy_tasks_running", "Proxy tasks that run with the desired configuration.");
  auto converged = gauge("signalbox_cluster_converged", "1 if the proxy runs the desired configuration.");
  auto degraded = gauge("signalbox_cluster_degraded",
                        "1 if the proxy keeps its last good configuration because a newer one failed.");
  for (const auto& c : clusters) {
    if (!c.proxy)
      continue;
    labels l = {{"cluster", c.id.value}};
    const auto& p = *c.proxy;
    for (const auto& [key, count] : p.applies)
      add(applies, apply_labels(c, key), number(count));
    for (const auto& [key, time] : p.apply_times)
      add(times, apply_labels(c, key), time);
    add(last, l, p.last_apply.count());
    add(wanted, l, number(p.replicas));
    add(running, l, number(p.tasks_running));
    add(converged, l, !p.desired_config.empty() && p.desired_config == p.applied_config);
    add(degraded, l, p.state == health::degraded);
  }
  return {applies, times, last, wanted, running, converged, degraded};
}

} // namespace

families cluster_families(const status_snapshot& p, std::chrono::system_clock::time_point now) {
  families all = revision_families(p.clusters);
  all.push_back(lag_family(p.clusters, now));
  for (auto make : {route_families, proxy_families, extension_families})
    for (auto& f : make(p.clusters))
      all.push_back(std::move(f));
  return all;
}

} // namespace signalbox::metric
