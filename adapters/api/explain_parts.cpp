#include "adapters/api/explain_parts.hpp"

#include "adapters/api/conditions.hpp"
#include "messages/labels/label_rows.hpp"
#include "messages/labels/labels.hpp"

#include <algorithm>

namespace signalbox {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t most = 100;

/// A list of at most `most` entries, and the number of omitted entries.
class capped_list {
public:
  void add(json entry) {
    if (entries_.size() < most)
      entries_.push_back(std::move(entry));
    else
      ++left_out_;
  }
  json take() { return {{"list", std::move(entries_)}, {"left_out", left_out_}}; }

private:
  json entries_ = json::array();
  std::size_t left_out_ = 0;
};

const backend* find(const path_route& path, const std::string& service) {
  const auto b =
      std::find_if(path.backends.begin(), path.backends.end(), [&](const backend& x) { return x.service == service; });
  return b == path.backends.end() ? nullptr : &*b;
}

/// The backend of the service's first path: all its paths have the same targets.
const backend* any_backend(const cluster_status& c, const std::string& service) {
  if (c.routes && c.routes->table)
    for (const auto& h : c.routes->table->hosts)
      for (const auto& p : h.paths)
        if (const auto* b = find(p, service))
          return b;
  return nullptr;
}

json backend_entry(const backend& b) {
  json entry = {{"service", b.service}, {"targets", b.targets.size()}};
  if (b.weight)
    entry["weight"] = *b.weight;
  if (b.canary_header)
    entry["canary_header"] = b.canary_header->name;
  if (b.canary_cookie)
    entry["canary_cookie"] = b.canary_cookie->name;
  return entry;
}

json route_entry(const host_route& h, const path_route& p, const std::string& service) {
  capped_list sharing, elsewhere;
  for (const auto& b : p.backends)
    if (b.service != service)
      sharing.add(backend_entry(b));
  for (const auto& other : h.paths)
    for (const auto& b : other.backends)
      if (other.path != p.path && b.service != service)
        elsewhere.add({{"path", other.path}, {"service", b.service}});
  json entry = {{"host", h.host.empty() ? "*" : h.host},
                {"path", p.path},
                {"strips", p.strip},
                {"https", !h.certificate.empty()},
                {"https_only", p.settings.tls_only.value_or(false)},
                {"passthrough", h.passthrough},
                {"weight", nullptr}};
  if (const auto* own = find(p, service); own && own->weight)
    entry["weight"] = *own->weight;
  entry["redirects"] = json::array();
  for (const auto* to : {&h.from_http, &h.from_https})
    if (*to)
      entry["redirects"].push_back(
          {{"from", to == &h.from_http ? "http" : "https"}, {"to", (*to)->to}, {"status", (*to)->status}});
  entry["shared_with"] = sharing.take();
  entry["other_paths"] = elsewhere.take();
  return entry;
}

std::string meaning(const std::string& state, const std::string& service) {
  if (state == "new" || state == "allocated" || state == "pending")
    return "Swarm has not found a node for it; docker service ps --no-trunc " + service + " says why";
  if (state == "assigned" || state == "accepted" || state == "preparing")
    return "its node is getting it ready, by pulling its image for example";
  if (state == "ready" || state == "starting")
    return "it starts; with a health check it has to pass that first";
  return "it has ended, and Swarm is about to start another; docker service ps --no-trunc " + service + " says why";
}

std::string to_text(const target& t) {
  const bool six = t.address.find(':') != std::string::npos;
  return (six ? '[' + t.address + ']' : t.address) + ':' + std::to_string(t.port);
}

bool is_virtual(const app_service& app, const std::string& address) {
  return std::any_of(app.virtual_addresses.begin(), app.virtual_addresses.end(),
                     [&](const auto& v) { return v.address == address; });
}

/// The target with the address and port of this task; empty if there is none.
std::string target_of(const app_task& t, const std::vector<target>& targets) {
  const auto leads_here = [&](const target& x) {
    return std::any_of(t.addresses.begin(), t.addresses.end(), [&](const auto& a) { return a.address == x.address; }) ||
           (t.node_address == x.address && std::any_of(t.host_ports.begin(), t.host_ports.end(),
                                                       [&](const auto& p) { return p.published == x.port; }));
  };
  const auto found = std::find_if(targets.begin(), targets.end(), leads_here);
  return found == targets.end() ? "" : to_text(*found);
}

std::string why_no_target(const cluster_status& c, const service_status& status) {
  const auto kind = backend_of(c, status.name);
  if (!status.routed || kind.is_null())
    return "the service is not routed";
  if (kind["mode"] != "tasks")
    return "requests go to " + kind["address"].get<std::string>() + ", and Swarm picks the task";
  return status.network.empty() ? "its node has published no port for it yet"
                                : "it has no address on network " + status.network + " yet";
}

} // namespace

const app_service* app_of(const cluster_status& c, const std::string& service_id) {
  if (c.routes && c.routes->view)
    for (const auto& app : c.routes->view->services)
      if (app.id == service_id)
        return &app;
  return nullptr;
}

std::string why_not_routed(const service_status& status) {
  for (const auto& condition : conditions_of(status))
    if (condition.type != "labels_valid" && !condition.holds &&
        !(condition.type == "targets_available" && !status.routed))
      return condition.message;
  return {};
}

listed_part networks_of(const app_service& app) {
  auto names = json::array();
  for (const auto& n : app.networks)
    names.push_back(n.name);
  return names;
}

listed_part labels_of(const std::string& service, const std::map<std::string, std::string>& labels,
                      const problems& found) {
  capped_list all;
  for (auto it = labels.lower_bound(std::string(label_prefix));
       it != labels.end() && it->first.starts_with(label_prefix); ++it) {
    const auto* row = find_row(std::string_view(it->first).substr(label_prefix.size()));
    json entry = {{"label", printable(it->first, 200)}, {"value", printable(it->second, 400)}, {"state", "understood"}};
    entry["meaning"] = row ? row->shown.description : "";
    if (!row)
      entry["state"] = "unknown";
    else if (it->second.empty() && !row->is_family())
      entry["state"] = "empty";
    for (const auto& p : found)
      if (p.level == severity::error && p.service == service && p.where == "label " + printable(it->first))
        entry["state"] = "wrong";
    all.add(std::move(entry));
  }
  return all.take();
}

listed_part routes_of(const cluster_status& c, const std::string& service) {
  capped_list all;
  if (c.routes && c.routes->table)
    for (const auto& h : c.routes->table->hosts)
      for (const auto& p : h.paths)
        if (find(p, service))
          all.add(route_entry(h, p, service));
  return all.take();
}

listed_part backend_of(const cluster_status& c, const std::string& service) {
  const auto* b = any_backend(c, service);
  if (!b)
    return {};
  if (!b->dns_name.empty())
    return {{"mode", "dns"}, {"address", b->dns_name + ':' + std::to_string(b->dns_port)}};
  if (b->targets.size() == 1 && c.routes->view)
    for (const auto& app : c.routes->view->services)
      if (app.name == service && is_virtual(app, b->targets.front().address))
        return {{"mode", "virtual_address"}, {"address", to_text(b->targets.front())}};
  return {{"mode", "tasks"}, {"address", ""}};
}

listed_part tasks_of(const cluster_status& c, const service_status& status, const unrouted_services& unrouted) {
  capped_list all;
  const auto* b = any_backend(c, status.name);
  const std::vector<target> none;
  const auto why = why_no_target(c, status);
  if (const auto* app = app_of(c, status.id))
    for (const auto& t : app->tasks) {
      const auto leads = target_of(t, b ? b->targets : none);
      all.add({{"task", t.id},
               {"state", "running"},
               {"node", t.node_address},
               {"target", leads},
               {"why", leads.empty() ? why : ""}});
    }
  for (const auto& t : unrouted.waiting)
    if (t.service_id == status.id)
      all.add({{"task", t.id},
               {"state", t.state},
               {"node", t.node},
               {"target", ""},
               {"why", meaning(t.state, status.name)}});
  return all.take();
}

listed_part problems_of(const problems& found) {
  capped_list all;
  for (const auto& p : found)
    all.add({{"level", p.level == severity::error ? "error" : "warning"},
             {"where", p.where},
             {"what", p.what},
             {"hint", p.hint}});
  return all.take();
}

listed_part quarantine_of(const cluster_status& c, const std::string& service) {
  if (c.extension)
    for (const auto& q : c.extension->quarantined)
      if (q.service == service)
        return q.why;
  return {};
}

listed_part proxy_of(const cluster_status& c) {
  if (!c.proxy)
    return {};
  const auto& p = *c.proxy;
  capped_list tasks;
  for (const auto& t : p.tasks)
    tasks.add({{"task", t.task},
               {"node", t.node},
               {"serves", t.serves},
               {"current", !t.serves.empty() && t.serves == p.desired_config},
               {"verdict", t.verdict},
               {"since_seconds", t.since.count()}});
  return {{"service", c.proxy_service},
          {"health", to_string(p.state)},
          {"why", p.why},
          {"observed_revision", c.routes ? json(to_string(c.routes->observed)) : json()},
          {"applied_revision", to_string(p.applied)},
          {"current", c.routes && p.applied >= c.routes->observed},
          {"digest", c.extension ? c.extension->sum.hex : ""},
          {"desired_config", p.desired_config},
          {"applied_config", p.applied_config},
          {"replicas", p.replicas},
          {"tasks_running", p.tasks_running},
          {"hitless", to_string(p.hitless)},
          {"tasks", tasks.take()}};
}

} // namespace signalbox
