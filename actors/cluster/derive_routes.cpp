#include "actors/cluster/derive_routes.hpp"

#include "actors/cluster/endpoint_resolution.hpp"
#include "actors/cluster/route_builder.hpp"
#include "messages/labels/labels.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace signalbox {

namespace {

digest digest_of_labels(const std::map<std::string, std::string>& labels) {
  std::string text;
  for (const auto& [key, value] : labels)
    text += std::to_string(key.size()) + ' ' + key + std::to_string(value.size()) + ' ' + value;
  return digest_of(std::string_view{text});
}

void add_secret(std::set<std::string>& into, const std::string& name) {
  if (!name.empty())
    into.insert(name);
}

/// Only secrets of routes in the table; a service that is left out on all hosts adds none.
void add_secrets(std::set<std::string>& into, const std::vector<host_route>& hosts) {
  for (const auto& h : hosts) {
    add_secret(into, h.certificate);
    add_secret(into, h.key);
    for (const auto& p : h.paths) {
      add_secret(into, p.settings.basic_auth.value_or(""));
      if (const auto& tls = p.settings.tls)
        for (const auto* name : {&tls->authority, &tls->certificate, &tls->key})
          add_secret(into, *name);
    }
  }
}

class derivation {
public:
  derivation(const cluster_view& view, const cluster_settings& settings, proxy_programs programs,
             const routed_services& before)
      : view_(view), settings_(settings), programs_(programs), before_(before) {}

  derived_routes run() {
    for (const auto* app : by_age())
      statuses_[{app->name, app->id}] = route(*app);
    add_closed_list();
    result_.routes.hosts =
        builder_.finish([this](const std::string& service, problem p) { add_problem(service, std::move(p)); });
    add_secrets(awaited_, result_.routes.hosts);
    result_.routes.secrets = std::move(awaited_);
    result_.routes.networks.assign(networks_.begin(), networks_.end());
    for (auto& [_, status] : statuses_)
      result_.services.push_back(std::move(status));
    return std::move(result_);
  }

private:
  std::vector<const app_service*> by_age() const {
    std::vector<const app_service*> all;
    for (const auto& app : view_.services)
      all.push_back(&app);
    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
      return std::tie(a->created, a->name, a->id) < std::tie(b->created, b->name, b->id);
    });
    return all;
  }

  service_status route(const app_service& app) {
    service_status status{app.id, app.name, false, {}, 0, {}};
    auto parsed = parse_labels(app.name, app.labels, clients_of(settings_));
    status.found = std::move(parsed.found);
    if (!app.container_labels.empty())
      status.found.push_back(misplaced_labels(app.name, app.container_labels, severity::warning));
    if (!parsed.labels || !resolve_secrets(app, *parsed.labels, status.found))
      return status;
    const auto network = choose_network(app, *parsed.labels, settings_, status.found);
    if (!network)
      return status;
    const bool off_network = lacks_network(*network, app, status.found);
    if (lacks_secrets(app, *parsed.labels, status.found))
      return as_before(app, std::move(status), {});
    if (off_network)
      return as_before(app, std::move(status), parsed.labels);
    return add(app, *parsed.labels, *network, std::move(status));
  }

  service_status add(const app_service& app, const app_labels& labels, const network_choice& chosen,
                     service_status status) {
    const auto b = find_targets(app, labels, chosen, settings_, programs_, status.found);
    status.hosts = builder_.add(labels, b, status.found);
    status.routed = !status.hosts.empty();
    if (status.routed) {
      result_.routed[app.id] = {app.labels, chosen.network};
      result_.routes.labels[app.name] = digest_of_labels(app.labels);
    }
    status.targets = b.dns_name.empty() ? b.targets.size() : app.tasks.size();
    if (status.routed && chosen.network)
      status.network = chosen.network->name;
    return status;
  }

  /// Replaces names by the full names of the secrets. A service with a secret that does not exist is left out, because
  /// no proxy could mount it.
  bool resolve_secrets(const app_service& app, app_labels& labels, problems& found) const {
    bool all = true;
    for (auto& [label, name] : named_secrets(labels)) {
      const auto full = in_stack(app, *name);
      if (view_.secrets.contains(*name))
        continue;
      if (view_.secrets.contains(full)) {
        *name = full;
        continue;
      }
      all = false;
      found.push_back({severity::error, app.name, "label " + label, "there is no secret '" + *name + "'",
                       "docker secret create " + *name + " FILE"});
    }
    return all;
  }

  bool is_joined(const swarm_network& n) const { return !view_.joined || view_.joined->contains(n.id); }

  /// A proxy that has not joined the network would let requests time out. The network is added to the table in either
  /// case, so that the proxy joins it.
  bool lacks_network(const network_choice& chosen, const app_service& app, problems& found) {
    if (!chosen.network)
      return false;
    networks_.insert(*chosen.network);
    if (is_joined(*chosen.network))
      return false;
    found.push_back({severity::warning, app.name, "network " + chosen.network->name,
                     "the proxy is not on this network yet, and is about to join it",
                     "nothing to do: the labels hold as soon as every proxy task is on the network"});
    return true;
  }

  /// A proxy refuses a text that names a secret which it does not mount. The secret is added to the table in either
  /// case.
  bool lacks_secrets(const app_service& app, app_labels& labels, problems& found) {
    bool any = false;
    for (const auto& secret : named_secrets(labels)) {
      if (!view_.mounted || view_.mounted->contains(*secret.name))
        continue;
      any = true;
      awaited_.insert(*secret.name);
      found.push_back({severity::warning, app.name, "label " + secret.label,
                       "the proxy has no secret '" + *secret.name + "' yet, and is about to get it",
                       "nothing to do: the labels hold as soon as every proxy task has the secret"});
    }
    return any;
  }

  /// A change that must wait keeps the service's last routes. `labels`: the present ones, if they can be served; then
  /// the network has changed, and the tasks that are still on the old network stay routed.
  service_status as_before(const app_service& app, service_status status, const std::optional<app_labels>& labels) {
    const auto last = before_.find(app.id);
    if (last == before_.end())
      return status;
    if (last->second.labels == app.labels) {
      const auto& network = last->second.network;
      if (!labels || !network || !is_joined(*network))
        return status;
      networks_.insert(*network);
      return add(app, *labels, network_choice{*network}, std::move(status));
    }
    auto then = app;
    then.labels = last->second.labels;
    auto found = std::exchange(status.found, {});
    status = route(then);
    status.found = std::move(found);
    return status;
  }

  void add_problem(const std::string& service, problem p) {
    for (auto& [key, status] : statuses_)
      if (key.first == service)
        status.found.push_back(p);
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
  proxy_programs programs_;
  route_builder builder_;
  const routed_services& before_;
  std::set<swarm_network> networks_;
  std::set<std::string> awaited_; ///< secrets that the proxy does not mount yet
  std::map<std::pair<std::string, std::string>, service_status> statuses_; ///< by name and id
  derived_routes result_;
};

} // namespace

derived_routes derive_routes(const cluster_view& view, const cluster_settings& settings, proxy_programs programs,
                             const routed_services& before) {
  return derivation{view, settings, programs, before}.run();
}

} // namespace signalbox
