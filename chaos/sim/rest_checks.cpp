// What has to hold when nothing disturbs any more.
#include "chaos/sim/stage_set.hpp"

namespace signalbox::sim {

namespace {
constexpr std::size_t most_configs = 7; ///< of a cluster: wanted, served, seed, agent, and three for going back
}

std::vector<std::string> stage_set::proxy_tasks(const std::string& cluster) const {
  std::vector<std::string> ids;
  if (const auto s = swarm.services.find(proxy_name(cluster)); s != swarm.services.end())
    for (const auto* t : swarm.wanted_tasks(s->second))
      ids.push_back(t->id + ' ' + routes.serves(*t));
  return ids;
}

std::vector<std::string> stage_set::all_proxy_tasks() const {
  std::vector<std::string> all;
  for (const std::string c : cluster_names)
    for (auto& id : proxy_tasks(c))
      all.push_back(std::move(id));
  return all;
}

std::string stage_set::unrest_of(const std::string& cluster, bool may_be_rejected) const {
  const cluster_picture* told = nullptr;
  for (const auto& c : core->picture()->clusters)
    if (c.id.value == cluster)
      told = &c;
  if (!told || !told->proxy || !told->routes)
    return cluster + " has not reported";
  const bool serves = routes.serves_truth(cluster);
  const bool degraded = told->proxy->state == health::degraded;
  if (may_be_rejected && routes.truth_was_rejected(cluster) && (degraded || !serves))
    return degraded ? "" : cluster + " was rejected, and does not say so";
  if (!serves)
    return cluster + " does not serve what there is (" + routes.untruth(cluster) + "), and is " +
           (degraded ? "degraded: " + told->proxy->why : "not degraded");
  if (told->proxy->state != health::ok)
    return cluster + " serves all there is, and is degraded: " + told->proxy->why;
  if (told->proxy->applied != told->routes->observed)
    return cluster + " serves all there is, and applied " + to_string(told->proxy->applied) + " of " +
           to_string(told->routes->observed);
  return "";
}

// What core made for a cluster that is not in the settings any more.
std::string stage_set::left_overs() const {
  const auto configured = [&](const label_map& labels) {
    const auto i = labels.find(owned::cluster_label);
    return i != labels.end() && std::find(clusters_.begin(), clusters_.end(), i->second) != clusters_.end();
  };
  for (const auto& [name, s] : swarm.services)
    if (!s.stranger && !s.app && !configured(s.is.spec.labels))
      return "service " + name + " is left over";
  std::map<std::string, std::size_t> counts;
  for (const auto& [name, c] : swarm.configs) {
    if (c.stranger)
      continue;
    if (!configured(c.object.labels))
      return "config " + name + " is left over";
    if (++counts[c.object.labels.at(owned::cluster_label)] > most_configs)
      return "config objects of " + c.object.labels.at(owned::cluster_label) + " pile up";
  }
  return "";
}

std::string stage_set::unrest(bool may_be_rejected) const {
  if (!core || !core->picture() || !core->picture()->watcher)
    return "there is no core that reports";
  if (core->picture()->watcher->state != health::ok)
    return "the watcher is degraded: " + core->picture()->watcher->why;
  if (request_.what.pushed && !core->picture()->watcher->tasks_pushed)
    return "tasks are not pushed again: " + core->picture()->watcher->tasks_why;
  for (const auto& path : core->paths())
    if (!lives.alive(path))
      return path + " is dead";
  for (const auto& a : core->picture()->actors)
    if (a.report.state != child_report::standing::running)
      return a.path + " is not told to run";
  for (const auto& cluster : clusters_)
    if (auto why = unrest_of(cluster, may_be_rejected); !why.empty())
      return why;
  return left_overs();
}

void stage_set::check_lives() {
  if (core)
    lives.tick(core->paths(), core->picture(), core->meters());
}

void stage_set::check_rest() {
  if (core && core->picture())
    lives.at_rest(core->paths(), *core->picture(), core->meters(), core->timers());
  if (feed.followers() != 1)
    judge.broken(invariant::bounded, std::to_string(feed.followers()) + " followers of the event stream");
  if (changes.followers() != (request_.what.pushed ? 1 : 0))
    judge.broken(invariant::bounded, std::to_string(changes.followers()) + " followers of the stream of tasks");
  if (desk_ && desk_->followers() != 2 * clusters_.size())
    judge.broken(invariant::bounded, std::to_string(desk_->followers()) + " followers of the agents");
  for (const auto& [name, s] : swarm.services)
    if (swarm.wanted_tasks(s).size() != s.is.spec.replicas)
      judge.broken(invariant::converged, "the model is wrong: " + name + " has too many or too few tasks");
}

} // namespace signalbox::sim
