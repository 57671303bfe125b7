#include "chaos/sim/quiescence_checks.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {
/// Config objects of a cluster: the desired one, the served one, bootstrap, agent, and three for a rollback.
constexpr std::size_t most_configs = 7;
} // namespace

std::string quiescence_checks::cluster_not_settled(const std::string& cluster, bool may_be_rejected) const {
  const auto& routes = environment_.routes;
  const cluster_status* status = nullptr;
  for (const auto& c : environment_.core->snapshot()->clusters)
    if (c.id.value == cluster)
      status = &c;
  if (!status || !status->proxy || !status->routes)
    return cluster + " has not reported";
  const bool serves = routes.serves_expected(cluster);
  const bool degraded = status->proxy->state == health::degraded;
  if (may_be_rejected && routes.expected_was_rejected(cluster) && (degraded || !serves))
    return degraded ? "" : cluster + " was rejected, and is not reported as degraded";
  if (!serves)
    return cluster + " does not serve the expected routes (" + routes.difference(cluster) + "), and is " +
           (degraded ? "degraded: " + status->proxy->why : "not degraded");
  if (status->proxy->state != health::ok)
    return cluster + " serves the expected routes, and is degraded: " + status->proxy->why;
  if (status->proxy->applied != status->routes->observed)
    return cluster + " serves the expected routes, and applied " + to_string(status->proxy->applied) + " of " +
           to_string(status->routes->observed);
  return "";
}

// Objects that core made for a cluster that is no longer in the settings.
std::string quiescence_checks::orphans() const {
  const auto& clusters = environment_.clusters();
  const auto configured = [&](const label_map& labels) {
    const auto i = labels.find(owned::cluster_label);
    return i != labels.end() && std::find(clusters.begin(), clusters.end(), i->second) != clusters.end();
  };
  for (const auto& [name, s] : environment_.swarm.services)
    if (!s.foreign && !s.app && !configured(s.current.spec.labels))
      return "service " + name + " is an orphan";
  std::map<std::string, std::size_t> counts;
  for (const auto& [name, c] : environment_.swarm.configs) {
    if (c.foreign)
      continue;
    if (!configured(c.object.labels))
      return "config " + name + " is an orphan";
    if (++counts[c.object.labels.at(owned::cluster_label)] > most_configs)
      return "there are too many config objects of " + c.object.labels.at(owned::cluster_label);
  }
  return "";
}

std::string quiescence_checks::not_settled(bool may_be_rejected) const {
  const auto* core = environment_.core.get();
  if (!core || !core->snapshot() || !core->snapshot()->watcher)
    return "there is no core that reports";
  if (core->snapshot()->watcher->state != health::ok)
    return "the watcher is degraded: " + core->snapshot()->watcher->why;
  if (environment_.plan().pushed && !core->snapshot()->watcher->tasks_pushed)
    return "tasks are not pushed again: " + core->snapshot()->watcher->tasks_why;
  for (const auto& path : core->paths())
    if (!environment_.lifecycle.alive(path))
      return path + " is dead";
  for (const auto& a : core->snapshot()->actors)
    if (a.report.state != child_state::running)
      return a.path + " is not reported as running";
  for (const auto& cluster : environment_.clusters())
    if (auto why = cluster_not_settled(cluster, may_be_rejected); !why.empty())
      return why;
  return orphans();
}

void quiescence_checks::check() {
  auto& verdict = environment_.verdict;
  if (auto* core = environment_.core.get(); core && core->snapshot())
    environment_.lifecycle.check_settled(core->paths(), *core->snapshot(), core->metrics(), core->timers());
  if (const auto n = environment_.events.followers(); n != 1)
    verdict.broken(invariant::bounded, std::to_string(n) + " followers of the event stream");
  if (const auto n = environment_.changes.followers(); n != (environment_.plan().pushed ? 1 : 0))
    verdict.broken(invariant::bounded, std::to_string(n) + " followers of the stream of tasks");
  if (const auto* server = environment_.agent_server();
      server && server->listeners() != 2 * environment_.clusters().size())
    verdict.broken(invariant::bounded, std::to_string(server->listeners()) + " listeners of the agents");
  for (const auto& [name, s] : environment_.swarm.services)
    if (environment_.swarm.wanted_tasks(s).size() != s.current.spec.replicas)
      verdict.broken(invariant::converged, "the model is wrong: " + name + " has too many or too few tasks");
}

} // namespace signalbox::sim
