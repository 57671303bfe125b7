#include "actors/cluster/endpoint_resolution.hpp"

#include <algorithm>
#include <set>

namespace signalbox {

namespace {

std::string names_of(const std::vector<swarm_network>& networks) {
  std::string names;
  for (const auto& n : networks)
    names += (names.empty() ? "" : ", ") + n.name;
  return names;
}

bool published_on_nodes(const app_service& app, std::uint16_t port) {
  return std::any_of(app.ports.begin(), app.ports.end(),
                     [&](const published_port& p) { return p.host_mode && p.target == port && p.protocol == "tcp"; });
}

class network_chooser {
public:
  network_chooser(const app_service& app, const app_labels& labels, const cluster_settings& settings, problems& found)
      : app_(app), labels_(labels), settings_(settings), found_(found), candidates_(app.networks) {
    if (!settings.networks.empty())
      std::erase_if(candidates_, [&](const swarm_network& n) {
        return std::find(settings.networks.begin(), settings.networks.end(), n.name) == settings.networks.end();
      });
  }

  std::optional<network_choice> make() const {
    if (!labels_.network.empty())
      return named();
    if (candidates_.size() == 1)
      return network_choice{candidates_.front()};
    if (candidates_.size() > 1)
      return refuse("label " + full_label("network"),
                    "the service is on several networks (" + names_of(candidates_) + ") and the label is missing",
                    "name the one that the proxy has to use");
    if (published_on_nodes(app_, labels_.port))
      return network_choice{};
    if (!app_.networks.empty())
      return refuse("networks",
                    "the service is on " + names_of(app_.networks) + ", none of which this cluster's proxy is on",
                    "attach it to one of the cluster's networks" + closed_list_hint());
    return refuse("networks", "the proxy has no way to reach the service",
                  "attach it to an overlay network, or publish port " + std::to_string(labels_.port) + " in host mode");
  }

private:
  std::optional<network_choice> refuse(std::string where, std::string what, std::string hint) const {
    found_.push_back({severity::error, app_.name, std::move(where), std::move(what), std::move(hint)});
    return {};
  }

  std::optional<network_choice> named() const {
    for (const auto& wanted : {labels_.network, in_stack(app_, labels_.network)})
      for (const auto& n : candidates_)
        if (n.name == wanted)
          return network_choice{n};
    return refuse("label " + full_label("network"),
                  "'" + printable(labels_.network) + "' is not a network that the service and this cluster share",
                  app_.networks.empty()
                      ? "the service is on no overlay network: add --network " + printable(labels_.network)
                      : "the service is on: " + names_of(app_.networks) + closed_list_hint());
  }

  std::string closed_list_hint() const {
    std::string names;
    for (const auto& n : settings_.networks)
      names += (names.empty() ? "" : ", ") + n;
    return names.empty() ? "" : "; Networks of [Extensions." + settings_.id.value + "] = " + names;
  }

  const app_service& app_;
  const app_labels& labels_;
  const cluster_settings& settings_;
  problems& found_;
  std::vector<swarm_network> candidates_;
};

std::vector<target> tasks_of(const app_service& app, std::uint16_t port, const network_choice& chosen) {
  std::set<target> found;
  for (const auto& t : app.tasks) {
    if (!chosen.network) {
      for (const auto& p : t.host_ports)
        if (p.target == port && p.published != 0 && !t.node_address.empty())
          found.insert({t.node_address, p.published});
      continue;
    }
    for (const auto& a : t.addresses)
      if (a.network_id == chosen.network->id)
        found.insert({a.address, port});
  }
  return {found.begin(), found.end()};
}

std::string virtual_address(const app_service& app, const network_choice& chosen) {
  if (chosen.network)
    for (const auto& a : app.virtual_addresses)
      if (a.network_id == chosen.network->id)
        return a.address;
  return {};
}

/// True if any program can: an extension service may render for any program, and core does not know which.
bool may_resolve_names(proxy_programs programs, const program_version& version) {
  return std::any_of(programs.begin(), programs.end(), [&](const auto& p) { return version >= p.resolves_names; });
}

/// `nginx 1.27.3 or later, or HAProxy`
std::string those_that_resolve_names(proxy_programs programs) {
  std::string all;
  for (const auto& p : programs) {
    all += (all.empty() ? "" : ", or ") + std::string{p.title};
    if (p.resolves_names > p.oldest)
      all += ' ' + to_string(p.resolves_names) + " or later";
  }
  return all;
}

/// Empty if the mode is possible.
std::string why_not(const app_service& app, backend_mode mode, const network_choice& chosen,
                    const cluster_settings& settings, proxy_programs programs) {
  if (mode == backend_mode::task)
    return {};
  if (!chosen.network)
    return "the service is reached on its nodes' ports";
  if (mode == backend_mode::vip)
    return virtual_address(app, chosen).empty() ? "the service has no virtual address on " + chosen.network->name : "";
  return may_resolve_names(programs, proxy_version(settings))
             ? ""
             : "it takes " + those_that_resolve_names(programs) + ", and Version of [Extensions." + settings.id.value +
                   ".Config] does not say that the proxy's image has it";
}

} // namespace

std::string in_stack(const app_service& app, const std::string& name) {
  const auto stack = app.labels.find("com.docker.stack.namespace");
  return stack == app.labels.end() ? name : stack->second + '_' + name;
}

std::optional<network_choice> choose_network(const app_service& app, const app_labels& labels,
                                             const cluster_settings& settings, problems& found) {
  return network_chooser{app, labels, settings, found}.make();
}

backend find_targets(const app_service& app, const app_labels& labels, const network_choice& chosen,
                     const cluster_settings& settings, proxy_programs programs, problems& found) {
  auto b = labels.backend_defaults;
  b.service = app.name;
  b.targets = tasks_of(app, labels.port, chosen);
  if (const auto why = why_not(app, labels.mode, chosen, settings, programs); !why.empty()) {
    found.push_back({severity::warning, app.name, "label " + full_label("backend_mode"),
                     "is not possible: " + why + "; requests go to the tasks", "use task, or remove the label"});
  } else if (labels.mode == backend_mode::vip && !b.targets.empty()) {
    b.targets = {{virtual_address(app, chosen), labels.port}};
  } else if (labels.mode == backend_mode::dns) {
    b.targets.clear();
    b.dns_name = "tasks." + app.name + '.' + chosen.network->name;
    b.dns_port = labels.port;
  }
  return b;
}

} // namespace signalbox
