#include "chaos/sim/route_invariants.hpp"

#include "actors/service/owned_objects.hpp"
#include "chaos/sim/workload.hpp"

#include <algorithm>
#include <utility>

namespace signalbox::sim {

namespace {

// The longest time from a listing to a rendered table: four replies of 10 s, and the backoff of a supervisor.
constexpr milliseconds staleness{60000};

const std::string any_cluster; // a key of `ever_expected_` that is not a cluster's name

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

route_invariants::cluster_entries route_invariants::intended(const std::string& service) const {
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

void route_invariants::service_changed(const std::string& service) {
  ++changes_;
  auto now = intended(service);
  auto& was = of_service_[service];
  for (const auto& e : was.second)
    if (was.first != now.first || !now.second.contains(e)) {
      expected_[was.first].erase(e);
      must_stay_[was.first].erase(e);
    }
  for (const auto& e : now.second)
    if (was.first != now.first || !was.second.contains(e)) {
      expected_[now.first][e] = time_.now();
      ever_expected_[now.first].insert(e);
    }
  if (join_later) {
    check_for_move(service, now);
    for (const std::string cluster : cluster_names)
      if (service == proxy_name(cluster))
        check_for_lost_networks(cluster);
  }
  ever_expected_[any_cluster].insert(service + ' ');
  if (const auto i = swarm_.services.find(service); i != swarm_.services.end() && i->second.app)
    for (const auto* t : swarm_.wanted_tasks(i->second))
      for (const auto& a : t->addresses)
        ever_expected_[any_cluster].insert(service + ' ' + a.address);
  was = std::move(now);
}

void route_invariants::check_for_move(const std::string& service, const cluster_entries& now) {
  const auto i = swarm_.services.find(service);
  if (i == swarm_.services.end() || !i->second.app)
    return;
  const auto was = std::exchange(network_of_[service], i->second.app->network);
  if (was == i->second.app->network)
    return;
  for (const auto& e : now.second) {
    expected_[now.first][e] = time_.now();
    must_stay_[now.first].erase(e);
  }
}

// A rollback removes the networks that the update added: the proxy cannot reach the targets on them.
void route_invariants::check_for_lost_networks(const std::string& cluster) {
  const auto proxy = swarm_.services.find(proxy_name(cluster));
  const auto now = proxy == swarm_.services.end() ? std::set<std::string>{} : proxy->second.current.spec.networks;
  for (const auto& id : std::exchange(joined_[cluster], now))
    if (!now.contains(id))
      for (const auto& [service, its] : of_service_)
        if (its.first == cluster && network_of_[service] == id)
          for (const auto& e : its.second)
            must_stay_[cluster].erase(e);
}

void route_invariants::rendered(const cluster_settings& cluster, const route_table& table, const std::string& text) {
  ++changes_;
  auto& t = tables_[config_name(cluster.id, digest_of(std::string_view{text}))];
  t.all = entries_of(table);
  if (cluster.core_endpoint.empty())
    set_desired(cluster.id.value, t);
}

void route_invariants::set_desired(const std::string& cluster, rendered_table& table) {
  check(cluster, table.all);
  table.number = ++last_number_;
}

void route_invariants::desired(const std::string& cluster, const std::string& config) {
  set_desired(cluster, tables_[config]);
}

void route_invariants::loaded(const std::string& cluster, const assigned_config& before, const assigned_config& now) {
  ++changes_;
  if (now.number == 0)
    verdict_.broken(invariant::isolated, cluster + ": a task loaded " + now.name + ", which was for validation only");
  if (now.number < before.number)
    verdict_.broken(invariant::monotonic, cluster + ": a task goes back from " + before.name + " to " + now.name);
}

// Services and tasks are listed one after the other, so an old label can be combined with a new task for a short time.
// Listings cannot produce a host that the service never had, or a task of another service.
bool route_invariants::was_ever_expected(const std::string& cluster, const std::string& e) const {
  const auto here = ever_expected_.find(cluster), somewhere = ever_expected_.find(any_cluster);
  return here != ever_expected_.end() && here->second.contains(e.substr(0, e.rfind(' ') + 1)) &&
         somewhere->second.contains(without_host(e));
}

void route_invariants::check(const std::string& cluster, const entries& table) {
  for (const auto& e : must_stay_[cluster])
    if (!table.contains(e))
      verdict_.broken(invariant::unknown_not_empty, cluster + " lost '" + e + "', which exists all the time");
  const auto& expected = expected_[cluster];
  for (const auto& e : table) {
    if (!was_ever_expected(cluster, e))
      verdict_.broken(invariant::isolated, cluster + " routes '" + e + "', which was never expected");
    removed_.check_route(cluster, e, without_host(e));
    if (const auto i = expected.find(e); i != expected.end() && i->second <= time_.now() - staleness)
      must_stay_[cluster].insert(e);
  }
}

std::uint64_t route_invariants::number_of(const std::string& config) const {
  const auto i = tables_.find(config);
  return i == tables_.end() ? 0 : i->second.number;
}

entries route_invariants::expected(const std::string& cluster) const {
  entries all;
  if (const auto i = expected_.find(cluster); i != expected_.end())
    for (const auto& [e, _] : i->second)
      all.insert(e);
  return all;
}

bool route_invariants::serves_expected(const std::string& cluster) const {
  const auto s = swarm_.services.find(proxy_name(cluster));
  if (s == swarm_.services.end() || s->second.foreign)
    return false;
  const auto expected_now = expected(cluster);
  const auto is_expected = [&](const std::string& config) {
    const auto table = tables_.find(config);
    return table != tables_.end() && table->second.all == expected_now;
  };
  const auto tasks = swarm_.wanted_tasks(s->second);
  return tasks.size() == s->second.current.spec.replicas && std::all_of(tasks.begin(), tasks.end(), [&](const auto* t) {
           return t->state == "running" && is_expected(served_config(*t));
         });
}

std::string route_invariants::difference(const std::string& cluster) const {
  const auto s = swarm_.services.find(proxy_name(cluster));
  if (s == swarm_.services.end())
    return "there is no proxy service";
  const auto expected_now = expected(cluster);
  std::string all;
  for (const auto* t : swarm_.wanted_tasks(s->second)) {
    const auto table = tables_.find(served_config(*t));
    const auto is = table == tables_.end() ? entries{} : table->second.all;
    if (t->state != "running")
      all += "; task " + t->id + " is " + t->state;
    for (const auto& e : expected_now)
      if (!is.contains(e))
        all += "; task " + t->id + " lacks '" + e + '\'';
    for (const auto& e : is)
      if (!expected_now.contains(e))
        all += "; task " + t->id + " has '" + e + "', which is not expected";
  }
  return all.empty() ? all : all.substr(2);
}

bool route_invariants::expected_was_rejected(const std::string& cluster) const {
  const auto s = swarm_.services.find(proxy_name(cluster));
  if (s == swarm_.services.end())
    return false;
  // With agents, an update changes what tasks need besides the text: the networks of the expected routes.
  if (s->second.current.spec.labels.contains(owned::agent_label))
    return !s->second.rejected.empty();
  const auto expected_now = expected(cluster);
  for (const auto& [name, table] : tables_)
    if (table.all == expected_now)
      for (const auto& spec : s->second.rejected)
        if (spec.find(name) != spec.npos)
          return true;
  return false;
}

} // namespace signalbox::sim
