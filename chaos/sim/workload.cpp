#include "chaos/sim/workload.hpp"

#include <array>

namespace signalbox::sim {

namespace {

const std::string prefix = "com.docker.lb.";

/// The labels that express the intent, with this mistake in them; empty: without a mistake.
label_map labels_of(const intent& app, const std::string& mistake) {
  std::string hosts;
  for (const auto& h : app.hosts)
    hosts += (hosts.empty() ? "" : ",") + h;
  label_map labels{{prefix + "hosts", hosts}, {prefix + "port", std::to_string(app.port)}};
  if (!app.cluster.empty())
    labels[prefix + "service_cluster"] = app.cluster;
  if (mistake == "no-port")
    labels.erase(prefix + "port");
  if (mistake == "bad-port")
    labels[prefix + "port"] = "80; return 200";
  if (mistake == "brace-host")
    labels[prefix + "hosts"] = "evil.local;}\nserver { listen 80; }";
  if (mistake == "no-host")
    labels[prefix + "hosts"] = " , ";
  if (mistake == "unknown-network")
    labels[prefix + "network"] = "no-such-net";
  return labels;
}

constexpr std::array label_mistakes{"no-port", "bad-port", "brace-host", "no-host", "unknown-network", "two-networks"};

written_spec spec_of(const intent& app, const std::string& mistake) {
  managed_spec s;
  s.image = "demo:1";
  s.labels = labels_of(app, mistake);
  s.networks = {app.network};
  if (mistake == "two-networks")
    s.networks = {"id-net-a", "id-net-b"};
  s.update_order = "start-first";
  s.update_failure_action = "pause";
  return {s, {}};
}

} // namespace

std::string proxy_name(const std::string& cluster) { return "interlock-proxy-" + cluster; }
std::string service_cluster(const std::string& cluster) { return cluster == cluster_names.back() ? "" : cluster; }

void workload::populate(std::uint64_t applications) {
  for (const std::string cluster : cluster_names)
    for (std::uint64_t i = 0; i < applications; i += i < 2 ? 1 : 2)
      create(cluster + '-' + std::to_string(i), cluster, i);
  managed_spec plain;
  plain.image = "postgres";
  swarm_.create_service("database", {plain, {}}).foreign = true;
  managed_spec other = plain;
  other.labels = {
      {owned::type_label, owned::proxy_type}, {owned::cluster_label, "gone"}, {owned::core_label, "another-core"}};
  swarm_.create_service("another-proxy", {other, other}).foreign = true;
  const auto text = std::make_shared<const std::string>("not ours");
  const std::string name = owned::config_prefix;
  for (const auto* core : {"another-core", "third-core"})
    for (int i = 0; i < 4; ++i) {
      const auto config = name + core + std::to_string(i);
      swarm_.create_config(
          config,
          {{owned::type_label, owned::config_type}, {owned::cluster_label, "us-east"}, {owned::core_label, core}},
          text);
      swarm_.configs[config].foreign = true;
    }
  swarm_.create_config(name + "us-east.by-hand", {{owned::cluster_label, "us-east"}}, text);
  swarm_.configs[name + "us-east.by-hand"].foreign = true;
}

void workload::create(const std::string& name, const std::string& cluster, std::uint64_t choice) {
  if (swarm_.services.count(name))
    return;
  intent app{true, service_cluster(cluster), {name + ".local"}, 8080, choice % 5 == 4 ? "id-net-b" : "id-net-a"};
  if (choice % 7 == 3)
    app.hosts.push_back("www." + name + ".local");
  auto spec = spec_of(app, "");
  spec.spec.replicas = 1 + choice % 3;
  auto& s = swarm_.create_service(name, std::move(spec));
  s.app = app;
  swarm_.service_changed(name);
}

void workload::write(sim_service& s, const intent& app, const std::string& mistake, std::uint64_t choice) {
  auto spec = spec_of(app, mistake);
  spec.spec.replicas = s.current.spec.replicas;
  spec.spec.image = choice ? "demo:" + std::to_string(choice) : s.current.spec.image;
  s.app = app;
  s.app->good = mistake.empty();
  swarm_.write_service(s, std::move(spec));
}

void workload::change(const action& a) {
  const auto i = swarm_.services.find(a.subject);
  if (i == swarm_.services.end() || !i->second.app)
    return;
  auto& s = i->second;
  intent app = *s.app;
  switch (a.what) {
  case action_kind::scale: {
    auto spec = s.current;
    spec.spec.replicas = a.amount % 4;
    return swarm_.write_service(s, std::move(spec));
  }
  case action_kind::move: // new tasks with new addresses, sometimes on another network
    app.network = a.amount % 3 == 0 ? "id-net-b" : "id-net-a";
    return write(s, app, app.good ? "" : "no-port", a.amount);
  case action_kind::relabel:
    app.hosts = {a.subject + ".v" + std::to_string(a.amount % 5) + ".local"};
    if (a.amount % 4 == 0)
      app.port = static_cast<std::uint16_t>(8080 + a.amount % 9);
    if (moves_to_a_cluster(a.amount))
      app.cluster = service_cluster(cluster_names[a.amount % cluster_names.size()]);
    return write(s, app, "", 0);
  case action_kind::share_host:
    app.hosts = {a.cluster + "-shared.local"};
    return write(s, app, "", 0);
  case action_kind::break_labels:
    return write(s, app, label_mistakes[a.amount % label_mistakes.size()], 0);
  default: // fix_labels
    return write(s, app, "", 0);
  }
}

void workload::apply(const action& a) {
  switch (a.what) {
  case action_kind::create:
    return create(a.subject, a.cluster, a.amount);
  case action_kind::remove:
    return swarm_.remove_service(a.subject);
  case action_kind::poison:
    create(a.subject, a.cluster, 0);
    return;
  case action_kind::node_down:
  case action_kind::node_up:
    return swarm_.set_node_ready(a.subject, a.what == action_kind::node_up);
  case action_kind::operate:
    return operate(a);
  case action_kind::occupy_name:
    return occupy_name(a);
  case action_kind::half_die:
    return half_die(a);
  default:
    return change(a);
  }
}

// Changes of an operator to a proxy service. Core's updates keep them, unless the service was removed.
void workload::operate(const action& a) {
  const auto i = swarm_.services.find(proxy_name(a.cluster));
  if (i == swarm_.services.end() || i->second.foreign)
    return;
  auto spec = i->second.current;
  switch (a.amount % 8) {
  case 0:
    return swarm_.remove_service(i->first);
  case 1:
    return occupy_name(a);
  case 2:
    spec.spec.update_failure_action = "pause";
    break;
  case 3:
    spec.spec.replicas = 1 + a.amount / 8 % 3;
    break;
  case 4:
    spec.spec.container_labels["by"] = "hand" + std::to_string(a.amount / 8 % 3);
    break;
  default:
    spec.spec.constraints.insert("node.labels.n==" + std::to_string(a.amount / 8 % 3));
  }
  swarm_.write_service(i->second, std::move(spec));
}

// Replaces the proxy service by a foreign service of the same name.
void workload::occupy_name(const action& a) {
  const auto name = proxy_name(a.cluster);
  swarm_.remove_service(name);
  managed_spec plain;
  plain.image = "foreign";
  swarm_.create_service(name, {plain, {}}).foreign = true;
}

void workload::half_die(const action& a) {
  const auto i = swarm_.services.find(proxy_name(a.subject));
  if (i == swarm_.services.end())
    return;
  const auto all = swarm_.wanted_tasks(i->second);
  std::vector<std::string> failing;
  for (std::size_t n = 0; n < all.size(); n += 2)
    failing.push_back(all[(n + a.amount) % all.size()]->id);
  for (const auto& id : failing)
    swarm_.fail_task(id, "task: non-zero exit (137)");
}

void workload::heal() {
  std::vector<std::string> removed;
  for (const auto& [name, s] : swarm_.services)
    if (name.find("-poison-") != std::string::npos || (s.foreign && name.starts_with(proxy_name(""))))
      removed.push_back(name);
  for (const auto& name : removed)
    swarm_.remove_service(name);
  for (const auto* node : {"w-00", "w-01"})
    swarm_.set_node_ready(node, true);
  swarm_.restart_preparing();
}

void workload::add_final(const std::string& cluster) { create(cluster + "-final", cluster, 1); }

} // namespace signalbox::sim
