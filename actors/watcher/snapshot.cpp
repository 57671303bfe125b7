#include "actors/watcher/snapshot.hpp"

#include "messages/labels/labels.hpp"
#include "messages/managed_service.hpp"

#include <algorithm>

namespace signalbox {

namespace {

template <class Map>
const typename Map::mapped_type* find(const Map& map, const std::string& key) {
  const auto i = map.find(key);
  return i == map.end() ? nullptr : &i->second;
}

std::vector<app_task> running_tasks(const swarm_snapshot& snapshot, const std::string& service_id) {
  std::vector<app_task> running;
  if (const auto* tasks = find(snapshot.tasks, service_id))
    for (const auto& t : *tasks)
      if (t.state == "running") {
        const auto* node = find(snapshot.nodes, t.node_id);
        running.push_back({t.id, node ? node->address : "", t.addresses, t.host_ports});
      }
  std::sort(running.begin(), running.end());
  return running;
}

app_service cut_service(const swarm_snapshot& snapshot, const swarm_service& s) {
  app_service app{s.id, s.name, s.labels, {}, s.ports, running_tasks(snapshot, s.id), s.created, s.virtual_addresses};
  app.container_labels = routing_labels(s.container_labels);
  for (const auto& id : s.networks)
    if (const auto* network = find(snapshot.networks, id); network && !network->ingress)
      app.networks.push_back(*network);
  std::sort(app.networks.begin(), app.networks.end());
  return app;
}

/// A label may name a secret by its full name, or by its short name within a stack.
void add_secrets(const swarm_snapshot& snapshot, const swarm_service& s, std::set<std::string>& into) {
  const auto stack = s.labels.find("com.docker.stack.namespace");
  for (const auto& [label, value] : s.labels)
    for (const auto& name : {value, stack == s.labels.end() ? value : stack->second + '_' + value})
      if (snapshot.secrets.contains(name))
        into.insert(name);
}

std::set<std::string> networks_of(const swarm_task& t) {
  std::set<std::string> on;
  for (const auto& a : t.addresses)
    on.insert(a.network_id);
  return on;
}

std::set<std::string> secrets_of(const swarm_task& t) { return t.secrets; }

/// Networks or secrets that all running proxy tasks share. None without agents: then each change replaces the tasks.
std::optional<std::set<std::string>> shared_by_tasks(const swarm_snapshot& snapshot, const std::string& proxy_name,
                                                     std::set<std::string> (*of)(const swarm_task&)) {
  std::optional<std::set<std::string>> shared;
  for (const auto& [id, s] : snapshot.services) {
    const auto* tasks = find(snapshot.tasks, id);
    if (s.name != proxy_name || !s.labels.contains(owned::agent_label) || !tasks)
      continue;
    for (const auto& t : *tasks) {
      if (t.state != "running")
        continue;
      auto has = of(t);
      if (shared)
        std::erase_if(*shared, [&](const auto& x) { return !has.contains(x); });
      else
        shared = std::move(has);
    }
  }
  return shared;
}

} // namespace

bool concerns_routing(const swarm_snapshot& snapshot, const swarm_service& s) {
  return asks_for_routing(s.labels) || snapshot.proxy_names.contains(s.name);
}

bool has_converged(const swarm_service& s, const std::vector<swarm_task>& tasks) {
  const auto running = static_cast<std::uint64_t>(
      std::count_if(tasks.begin(), tasks.end(), [](const auto& t) { return t.state == "running"; }));
  return !s.updating && running == tasks.size() && (!s.replicas || running == *s.replicas);
}

unrouted_services unrouted_in(const swarm_snapshot& snapshot, const std::set<std::string>& service_clusters) {
  unrouted_services unrouted;
  for (const auto& [id, s] : snapshot.services) {
    if (!asks_for_routing(s.labels))
      continue;
    if (!service_clusters.contains(service_cluster_of(s.labels)))
      unrouted.unclaimed.push_back({id, s.name, s.labels});
    if (const auto* tasks = find(snapshot.tasks, id))
      for (const auto& t : *tasks)
        if (t.state != "running") {
          const auto* node = find(snapshot.nodes, t.node_id);
          unrouted.waiting.push_back({t.id, id, t.state, node ? node->hostname : ""});
        }
  }
  for (const auto& [_, s] : snapshot.misplaced)
    unrouted.misplaced.push_back(s);
  return unrouted;
}

problems misplaced_in(const swarm_snapshot& snapshot) {
  problems found;
  for (const auto& [_, s] : snapshot.misplaced)
    found.push_back(misplaced_labels(s.name, s.labels, severity::error));
  return found;
}

cluster_view cut_view(const swarm_snapshot& snapshot, const cluster_settings& cluster) {
  cluster_view view;
  for (const auto& [_, s] : snapshot.services)
    if (asks_for_routing(s.labels) && service_cluster_of(s.labels) == cluster.service_cluster) {
      view.services.push_back(cut_service(snapshot, s));
      add_secrets(snapshot, s, view.secrets);
    }
  std::sort(view.services.begin(), view.services.end(),
            [](const auto& a, const auto& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
  for (const auto& [_, n] : snapshot.networks)
    if (std::find(cluster.networks.begin(), cluster.networks.end(), n.name) != cluster.networks.end())
      view.networks.push_back(n);
  std::sort(view.networks.begin(), view.networks.end());
  view.joined = shared_by_tasks(snapshot, cluster.proxy_service_name, networks_of);
  view.mounted = shared_by_tasks(snapshot, cluster.proxy_service_name, secrets_of);
  return view;
}

} // namespace signalbox
