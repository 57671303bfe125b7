#include "chaos/sim/workload.hpp"

#include <array>

namespace signalbox::sim {

namespace {

const std::string prefix = "com.docker.lb.";

/// Labels that say what the application wants; a spoiled one says it wrongly.
label_map labels_of(const intent& app, const std::string& spoiled) {
  std::string hosts;
  for (const auto& h : app.hosts)
    hosts += (hosts.empty() ? "" : ",") + h;
  label_map labels{{prefix + "hosts", hosts}, {prefix + "port", std::to_string(app.port)}};
  if (!app.cluster.empty())
    labels[prefix + "service_cluster"] = app.cluster;
  if (spoiled == "no-port")
    labels.erase(prefix + "port");
  if (spoiled == "bad-port")
    labels[prefix + "port"] = "80; return 200";
  if (spoiled == "brace-host")
    labels[prefix + "hosts"] = "evil.local;}\nserver { listen 80; }";
  if (spoiled == "no-host")
    labels[prefix + "hosts"] = " , ";
  if (spoiled == "unknown-network")
    labels[prefix + "network"] = "no-such-net";
  return labels;
}

constexpr std::array spoiled_kinds{"no-port", "bad-port", "brace-host", "no-host", "unknown-network", "two-networks"};

written_spec spec_of(const intent& app, const std::string& spoiled) {
  proxy_spec s;
  s.image = "demo:1";
  s.labels = labels_of(app, spoiled);
  s.networks = {app.network};
  if (spoiled == "two-networks")
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
  proxy_spec plain;
  plain.image = "postgres";
  swarm_.create_service("database", {plain, {}}).stranger = true;
  proxy_spec other = plain;
  other.labels = {
      {owned::type_label, owned::proxy_type}, {owned::cluster_label, "gone"}, {owned::core_label, "another-core"}};
  swarm_.create_service("another-proxy", {other, other}).stranger = true;
  const auto text = std::make_shared<const std::string>("not ours");
  const std::string name = owned::config_prefix;
  for (const auto* core : {"another-core", "third-core"})
    for (int i = 0; i < 4; ++i) {
      const auto config = name + core + std::to_string(i);
      swarm_.create_config(
          config,
          {{owned::type_label, owned::config_type}, {owned::cluster_label, "us-east"}, {owned::core_label, core}},
          text);
      swarm_.configs[config].stranger = true;
    }
  swarm_.create_config(name + "us-east.by-hand", {{owned::cluster_label, "us-east"}}, text);
  swarm_.configs[name + "us-east.by-hand"].stranger = true;
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
  swarm_.changed(name);
}

void workload::write(sim_service& s, const intent& app, const std::string& spoiled, std::uint64_t choice) {
  auto spec = spec_of(app, spoiled);
  spec.spec.replicas = s.is.spec.replicas;
  spec.spec.image = choice ? "demo:" + std::to_string(choice) : s.is.spec.image;
  s.app = app;
  s.app->good = spoiled.empty();
  swarm_.write_service(s, std::move(spec));
}

void workload::change(const deed& d) {
  const auto i = swarm_.services.find(d.subject);
  if (i == swarm_.services.end() || !i->second.app)
    return;
  auto& s = i->second;
  intent app = *s.app;
  switch (d.what) {
  case deed_kind::scale: {
    auto spec = s.is;
    spec.spec.replicas = d.amount % 4;
    return swarm_.write_service(s, std::move(spec));
  }
  case deed_kind::move: // other tasks, other addresses; sometimes another network
    app.network = d.amount % 3 == 0 ? "id-net-b" : "id-net-a";
    return write(s, app, app.good ? "" : "no-port", d.amount);
  case deed_kind::relabel:
    app.hosts = {d.subject + ".v" + std::to_string(d.amount % 5) + ".local"};
    if (d.amount % 4 == 0)
      app.port = static_cast<std::uint16_t>(8080 + d.amount % 9);
    if (moves_to_a_cluster(d.amount))
      app.cluster = service_cluster(cluster_names[d.amount % cluster_names.size()]);
    return write(s, app, "", 0);
  case deed_kind::share_host:
    app.hosts = {d.cluster + "-shared.local"};
    return write(s, app, "", 0);
  case deed_kind::spoil:
    return write(s, app, spoiled_kinds[d.amount % spoiled_kinds.size()], 0);
  default: // mend
    return write(s, app, "", 0);
  }
}

void workload::perform(const deed& d) {
  switch (d.what) {
  case deed_kind::create:
    return create(d.subject, d.cluster, d.amount);
  case deed_kind::remove:
    return swarm_.remove_service(d.subject);
  case deed_kind::poison:
    create(d.subject, d.cluster, 0);
    return;
  case deed_kind::node_down:
  case deed_kind::node_up:
    return swarm_.set_node_ready(d.subject, d.what == deed_kind::node_up);
  case deed_kind::operate:
    return operate(d);
  case deed_kind::squat:
    return squat(d);
  case deed_kind::half_die:
    return half_die(d);
  default:
    return change(d);
  }
}

// What an operator does to a proxy by hand. It survives core's updates, but for a service that is removed.
void workload::operate(const deed& d) {
  const auto i = swarm_.services.find(proxy_name(d.cluster));
  if (i == swarm_.services.end() || i->second.stranger)
    return;
  auto spec = i->second.is;
  switch (d.amount % 8) {
  case 0:
    return swarm_.remove_service(i->first);
  case 1:
    return squat(d);
  case 2:
    spec.spec.update_failure_action = "pause";
    break;
  case 3:
    spec.spec.replicas = 1 + d.amount / 8 % 3;
    break;
  case 4:
    spec.spec.container_labels["by"] = "hand" + std::to_string(d.amount / 8 % 3);
    break;
  default:
    spec.spec.constraints.insert("node.labels.n==" + std::to_string(d.amount / 8 % 3));
  }
  swarm_.write_service(i->second, std::move(spec));
}

// Somebody puts a service of the same name where the proxy was.
void workload::squat(const deed& d) {
  const auto name = proxy_name(d.cluster);
  swarm_.remove_service(name);
  proxy_spec plain;
  plain.image = "squatter";
  swarm_.create_service(name, {plain, {}}).stranger = true;
}

void workload::half_die(const deed& d) {
  const auto i = swarm_.services.find(proxy_name(d.subject));
  if (i == swarm_.services.end())
    return;
  const auto all = swarm_.wanted_tasks(i->second);
  std::vector<std::string> victims;
  for (std::size_t n = 0; n < all.size(); n += 2)
    victims.push_back(all[(n + d.amount) % all.size()]->id);
  for (const auto& id : victims)
    swarm_.fail_task(id, "task: non-zero exit (137)");
}

void workload::heal() {
  std::vector<std::string> gone;
  for (const auto& [name, s] : swarm_.services)
    if (name.find("-poison-") != std::string::npos || (s.stranger && name.starts_with(proxy_name(""))))
      gone.push_back(name);
  for (const auto& name : gone)
    swarm_.remove_service(name);
  for (const auto* node : {"w-00", "w-01"})
    swarm_.set_node_ready(node, true);
  swarm_.hurry();
}

void workload::add_final(const std::string& cluster) { create(cluster + "-final", cluster, 1); }

} // namespace signalbox::sim
