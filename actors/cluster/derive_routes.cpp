#include "actors/cluster/derive_routes.hpp"

#include "adapters/labels/labels.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace signalbox {

namespace {

// Where the tasks of a service are reached: on a network, or on their nodes' published ports.
struct way {
  std::optional<swarm_network> network;
};

std::string names_of(const std::vector<swarm_network>& networks) {
  std::string names;
  for (const auto& n : networks)
    names += (names.empty() ? "" : ", ") + n.name;
  return names;
}

std::string stack_of(const app_service& app) {
  const auto i = app.labels.find("com.docker.stack.namespace");
  return i == app.labels.end() ? "" : i->second;
}

bool published_on_nodes(const app_service& app, std::uint16_t port) {
  return std::any_of(app.ports.begin(), app.ports.end(),
                     [&](const published_port& p) { return p.host_mode && p.target == port && p.protocol == "tcp"; });
}

digest digest_of_labels(const std::map<std::string, std::string>& labels) {
  std::string text;
  for (const auto& [key, value] : labels)
    text += std::to_string(key.size()) + ' ' + key + std::to_string(value.size()) + ' ' + value;
  return digest_of(std::string_view{text});
}

class derivation {
public:
  derivation(const cluster_view& view, const cluster_settings& settings) : view_(view), settings_(settings) {}

  derived_routes run() {
    for (const auto& app : view_.services)
      result_.services.push_back(route(app));
    add_closed_list();
    for (auto& [host, backends] : hosts_)
      result_.routes.hosts.push_back({host, std::move(backends)});
    result_.routes.networks.assign(networks_.begin(), networks_.end());
    return std::move(result_);
  }

private:
  service_status route(const app_service& app) {
    service_status status{app.id, app.name, false, {}, 0, {}};
    auto parsed = parse_labels(app.name, app.labels);
    status.found = std::move(parsed.found);
    if (!parsed.labels)
      return status;
    const auto found_way = choose(app, *parsed.labels, status.found);
    if (!found_way)
      return status;
    if (found_way->network)
      networks_.insert(*found_way->network);
    if (must_wait_for(*found_way, app, status.found))
      return status;
    backend b{app.name, targets(app, parsed.labels->port, *found_way)};
    status.routed = true;
    result_.routes.labels[app.name] = digest_of_labels(app.labels);
    status.hosts = parsed.labels->hosts;
    status.targets = b.targets.size();
    for (const auto& host : parsed.labels->hosts)
      hosts_[host].push_back(b);
    return status;
  }

  std::optional<way> choose(const app_service& app, const app_labels& labels, problems& found) const {
    auto candidates = app.networks;
    if (!settings_.networks.empty())
      std::erase_if(candidates, [&](const swarm_network& n) { return !on_closed_list(n.name); });
    if (!labels.network.empty())
      return named(app, labels.network, candidates, found);
    if (candidates.size() == 1)
      return way{candidates.front()};
    if (candidates.size() > 1) {
      found.push_back({severity::error, app.name, "label com.docker.lb.network",
                       "the service is on several networks (" + names_of(candidates) + ") and the label is missing",
                       "name the one that the proxy has to use"});
      return {};
    }
    if (published_on_nodes(app, labels.port))
      return way{};
    found.push_back(unreachable(app, labels.port));
    return {};
  }

  std::optional<way> named(const app_service& app, const std::string& name,
                           const std::vector<swarm_network>& candidates, problems& found) const {
    const auto in_stack = stack_of(app) + '_' + name;
    for (const auto& wanted : {name, in_stack})
      for (const auto& n : candidates)
        if (n.name == wanted)
          return way{n};
    found.push_back({severity::error, app.name, "label com.docker.lb.network",
                     "'" + printable(name) + "' is not a network that the service and this cluster share",
                     app.networks.empty() ? "the service is on no overlay network: add --network " + printable(name)
                                          : "the service is on: " + names_of(app.networks) + closed_list_hint()});
    return {};
  }

  problem unreachable(const app_service& app, std::uint16_t port) const {
    if (!app.networks.empty())
      return {severity::error, app.name, "networks",
              "the service is on " + names_of(app.networks) + ", none of which this cluster's proxy is on",
              "attach it to one of the cluster's networks" + closed_list_hint()};
    return {severity::error, app.name, "networks", "the proxy has no way to reach the service",
            "attach it to an overlay network, or publish port " + std::to_string(port) + " in host mode"};
  }

  /// Sent to a proxy that is not on the network yet, requests would wait for an address that never answers.
  bool must_wait_for(const way& w, const app_service& app, problems& found) const {
    if (!view_.joined || !w.network || view_.joined->contains(w.network->id))
      return false;
    found.push_back({severity::warning, app.name, "network " + w.network->name,
                     "the proxy is not on this network yet, and is about to join it",
                     "nothing to do: the service is routed as soon as every proxy task is on the network"});
    return true;
  }

  std::string closed_list_hint() const {
    std::string names;
    for (const auto& n : settings_.networks)
      names += (names.empty() ? "" : ", ") + n;
    return names.empty() ? "" : "; Networks of [Extensions." + settings_.id.value + "] = " + names;
  }

  bool on_closed_list(const std::string& name) const {
    return std::find(settings_.networks.begin(), settings_.networks.end(), name) != settings_.networks.end();
  }

  static std::vector<target> targets(const app_service& app, std::uint16_t port, const way& w) {
    std::set<target> found;
    for (const auto& t : app.tasks) {
      if (!w.network) {
        for (const auto& p : t.host_ports)
          if (p.target == port && p.published != 0 && !t.node_address.empty())
            found.insert({t.node_address, p.published});
        continue;
      }
      for (const auto& a : t.addresses)
        if (a.network_id == w.network->id)
          found.insert({a.address, port});
    }
    return {found.begin(), found.end()};
  }

  void add_closed_list() {
    if (settings_.networks.empty())
      return;
    networks_.clear();
    networks_.insert(view_.networks.begin(), view_.networks.end());
    for (const auto& name : settings_.networks)
      if (std::none_of(view_.networks.begin(), view_.networks.end(), [&](const auto& n) { return n.name == name; }))
        result_.found.push_back({severity::error, "", "Networks of [Extensions." + settings_.id.value + ']',
                                 "there is no network '" + name + "'",
                                 "docker network create --driver overlay " + name});
  }

  const cluster_view& view_;
  const cluster_settings& settings_;
  std::map<std::string, std::vector<backend>> hosts_;
  std::set<swarm_network> networks_;
  derived_routes result_;
};

} // namespace

derived_routes derive_routes(const cluster_view& view, const cluster_settings& settings) {
  return derivation{view, settings}.run();
}

digest digest_of(const route_table& routes) {
  std::string text;
  for (const auto& h : routes.hosts) {
    text += "host " + h.host + '\n';
    for (const auto& b : h.backends) {
      text += "service " + b.service + '\n';
      for (const auto& t : b.targets)
        text += t.address + ' ' + std::to_string(t.port) + '\n';
    }
  }
  for (const auto& [service, sum] : routes.labels)
    text += "labels " + service + ' ' + sum.hex + '\n';
  for (const auto& n : routes.networks)
    text += "network " + n.id + ' ' + n.name + '\n';
  return digest_of(std::string_view{text});
}

} // namespace signalbox
