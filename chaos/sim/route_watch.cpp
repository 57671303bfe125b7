#include "chaos/sim/route_watch.hpp"

#include "actors/proxy/proxy_wish.hpp"
#include "chaos/sim/workload.hpp"

#include <algorithm>
#include <utility>

namespace signalbox::sim {

namespace {

// The longest that a listing can take to become a rendered table: four answers of 10 s, and a supervisor's pause.
constexpr milliseconds staleness{60000};

// From the end of a listing to a rendered table: hold-off, and messages on a slow machine.
constexpr milliseconds time_to_render{5000};

const std::string anywhere; // no cluster is called so

std::string entry(const std::string& host, const std::string& service, const std::string& target) {
  return host + ' ' + service + ' ' + target;
}

// `host service address:port` → `service address`
std::string without_host(const std::string& e) {
  const auto begin = e.find(' ') + 1;
  return e.substr(begin, e.find(':') - begin);
}

entries entries_of(const route_table& table) {
  entries all;
  for (const auto& h : table.hosts)
    for (const auto& p : h.paths)
      for (const auto& b : p.backends) {
        all.insert(entry(h.host, b.service, ""));
        for (const auto& t : b.targets)
          all.insert(entry(h.host, b.service, t.address + ':' + std::to_string(t.port)));
      }
  return all;
}

} // namespace

std::pair<std::string, entries> route_watch::meant(const std::string& service) const {
  const auto i = swarm_.services.find(service);
  if (i == swarm_.services.end() || !i->second.app || !i->second.app->good)
    return {};
  const auto& app = *i->second.app;
  entries all;
  for (const auto& host : app.hosts)
    all.insert(entry(host, service, ""));
  for (const auto* t : swarm_.wanted_tasks(i->second))
    for (const auto& a : t->addresses)
      if (t->state == "running" && a.network_id == app.network)
        for (const auto& host : app.hosts)
          all.insert(entry(host, service, a.address + ':' + std::to_string(app.port)));
  for (const std::string cluster : cluster_names)
    if (service_cluster(cluster) == app.cluster)
      return {cluster, all};
  return {};
}

void route_watch::changed(const std::string& service) {
  ++news_;
  auto now = meant(service);
  auto& was = of_service_[service];
  for (const auto& e : was.second)
    if (was.first != now.first || !now.second.contains(e)) {
      truth_[was.first].erase(e);
      promised_[was.first].erase(e);
    }
  for (const auto& e : now.second)
    if (was.first != now.first || !was.second.contains(e)) {
      truth_[now.first][e] = time_.now();
      ever_[now.first].insert(e);
    }
  if (join_later) {
    notice_move(service, now);
    for (const std::string cluster : cluster_names)
      if (service == proxy_name(cluster))
        notice_lost_networks(cluster);
  }
  ever_[anywhere].insert(service + ' ');
  if (const auto i = swarm_.services.find(service); i != swarm_.services.end() && i->second.app)
    for (const auto* t : swarm_.wanted_tasks(i->second))
      for (const auto& a : t->addresses)
        ever_[anywhere].insert(service + ' ' + a.address);
  was = std::move(now);
}

void route_watch::notice_move(const std::string& service, const std::pair<std::string, entries>& now) {
  const auto i = swarm_.services.find(service);
  if (i == swarm_.services.end() || !i->second.app)
    return;
  const auto was = std::exchange(network_of_[service], i->second.app->network);
  if (was == i->second.app->network)
    return;
  for (const auto& e : now.second) {
    truth_[now.first][e] = time_.now();
    promised_[now.first].erase(e);
  }
}

// An update that Swarm takes back takes the networks back that it brought: nobody can reach what is on them.
void route_watch::notice_lost_networks(const std::string& cluster) {
  const auto proxy = swarm_.services.find(proxy_name(cluster));
  const auto now = proxy == swarm_.services.end() ? std::set<std::string>{} : proxy->second.is.spec.networks;
  for (const auto& id : std::exchange(joined_[cluster], now))
    if (!now.contains(id))
      for (const auto& [service, its] : of_service_)
        if (its.first == cluster && network_of_[service] == id)
          for (const auto& e : its.second)
            promised_[cluster].erase(e);
}

void route_watch::rendered(const cluster_settings& cluster, const route_table& table, const std::string& text) {
  ++news_;
  auto& t = tables_[config_name(cluster.id, digest_of(std::string_view{text}))];
  t.all = entries_of(table);
  if (cluster.core_endpoint.empty())
    want(cluster.id.value, t);
}

void route_watch::want(const std::string& cluster, table_of& table) {
  check(cluster, table.all);
  table.number = ++wants_;
}

void route_watch::wanted(const std::string& cluster, const std::string& config) { want(cluster, tables_[config]); }

void route_watch::loaded(const std::string& cluster, const told_config& before, const told_config& now) {
  ++news_;
  if (now.number == 0)
    verdict_.broken(invariant::isolated, cluster + ": a task loaded " + now.name + ", which was only to be tested");
  if (now.number < before.number)
    verdict_.broken(invariant::never_back, cluster + ": a task goes back from " + before.name + " to " + now.name);
}

// Services and tasks are listed one after the other: an old label may meet a new task, and never for long. What no two
// listings can give is a host that a service never had, or a task that was never its own.
bool route_watch::was_ever(const std::string& cluster, const std::string& e) const {
  const auto here = ever_.find(cluster), somewhere = ever_.find(anywhere);
  return here != ever_.end() && here->second.contains(e.substr(0, e.rfind(' ') + 1)) &&
         somewhere->second.contains(without_host(e));
}

void route_watch::check(const std::string& cluster, const entries& table) {
  for (const auto& e : promised_[cluster])
    if (!table.contains(e))
      verdict_.broken(invariant::unknown_not_empty, cluster + " lost '" + e + "', which is there all the time");
  const auto& truth = truth_[cluster];
  for (const auto& e : table) {
    if (!was_ever(cluster, e))
      verdict_.broken(invariant::isolated, cluster + " routes '" + e + "', which never was");
    if (gone_.is_told(without_host(e), time_to_render))
      verdict_.broken(invariant::converged, cluster + " routes '" + e + "', which a complete listing did not have");
    if (const auto i = truth.find(e); i != truth.end() && i->second <= time_.now() - staleness)
      promised_[cluster].insert(e);
  }
}

std::uint64_t route_watch::number_of(const std::string& config) const {
  const auto i = tables_.find(config);
  return i == tables_.end() ? 0 : i->second.number;
}

entries route_watch::truth(const std::string& cluster) const {
  entries all;
  if (const auto i = truth_.find(cluster); i != truth_.end())
    for (const auto& [e, _] : i->second)
      all.insert(e);
  return all;
}

bool route_watch::serves_truth(const std::string& cluster) const {
  const auto s = swarm_.services.find(proxy_name(cluster));
  if (s == swarm_.services.end() || s->second.stranger)
    return false;
  const auto wanted = truth(cluster);
  const auto is_true = [&](const std::string& config) {
    const auto table = tables_.find(config);
    return table != tables_.end() && table->second.all == wanted;
  };
  const auto tasks = swarm_.wanted_tasks(s->second);
  return tasks.size() == s->second.is.spec.replicas && std::all_of(tasks.begin(), tasks.end(), [&](const auto* t) {
           return t->state == "running" && is_true(serves(*t));
         });
}

std::string route_watch::untruth(const std::string& cluster) const {
  const auto s = swarm_.services.find(proxy_name(cluster));
  if (s == swarm_.services.end())
    return "there is no proxy service";
  const auto wanted = truth(cluster);
  std::string all;
  for (const auto* t : swarm_.wanted_tasks(s->second)) {
    const auto table = tables_.find(serves(*t));
    const auto is = table == tables_.end() ? entries{} : table->second.all;
    if (t->state != "running")
      all += "; task " + t->id + " is " + t->state;
    for (const auto& e : wanted)
      if (!is.contains(e))
        all += "; task " + t->id + " lacks '" + e + '\'';
    for (const auto& e : is)
      if (!wanted.contains(e))
        all += "; task " + t->id + " has '" + e + "' in vain";
  }
  return all.empty() ? all : all.substr(2);
}

bool route_watch::truth_was_rejected(const std::string& cluster) const {
  const auto s = swarm_.services.find(proxy_name(cluster));
  if (s == swarm_.services.end())
    return false;
  // Where agents load texts, an update is about what tasks need besides: networks that the truth takes.
  if (s->second.is.spec.labels.contains(owned::agent_label))
    return !s->second.gave_up.empty();
  const auto wanted = truth(cluster);
  for (const auto& [name, table] : tables_)
    if (table.all == wanted)
      for (const auto& given_up : s->second.gave_up)
        if (given_up.find(name) != given_up.npos)
          return true;
  return false;
}

} // namespace signalbox::sim
