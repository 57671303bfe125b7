#include "adapters/docker/decode_swarm.hpp"

#include "adapters/docker/json_read.hpp"

#include <algorithm>

namespace signalbox {

using namespace json_read;

namespace {

// Swarm assigns the ports that the spec leaves open, and reports them in `Endpoint`, not in `Spec`.
std::vector<published_port> service_ports(const json& service) {
  auto wanted = ports_of(at(service, "Spec", "EndpointSpec"));
  const auto chosen = ports_of(at(service, "Endpoint"));
  for (auto& port : wanted) {
    const auto same = std::find_if(chosen.begin(), chosen.end(), [&port](const published_port& c) {
      return c.target == port.target && c.protocol == port.protocol && c.host_mode == port.host_mode;
    });
    if (port.published == 0 && same != chosen.end())
      port.published = same->published;
  }
  return wanted;
}

std::string without_prefix_length(const std::string& address) { return address.substr(0, address.find('/')); }

void decode_service(const json& service, std::vector<swarm_service>& into) {
  const auto& spec = at(service, "Spec");
  swarm_service s;
  s.id = needed_text(service, "ID");
  s.name = needed_text(spec, "Name");
  s.version = whole<std::uint64_t>(at(service, "Version"), "Index");
  s.labels = text_map(spec, "Labels");
  s.container_labels = text_map(at(spec, "TaskTemplate", "ContainerSpec"), "Labels");
  s.networks = network_ids(spec);
  s.ports = service_ports(service);
  if (const auto& replicated = at(spec, "Mode", "Replicated"); !replicated.is_null())
    s.replicas = whole<std::uint64_t>(replicated, "Replicas", 1);
  const auto state = text(at(service, "UpdateStatus"), "State");
  s.created = sortable_time(text(service, "CreatedAt"));
  for (const auto& address : list(at(service, "Endpoint"), "VirtualIPs"))
    if (auto ip = without_prefix_length(text(address, "Addr")); !ip.empty())
      s.virtual_addresses.push_back({text(address, "NetworkID"), std::move(ip)});
  s.updating = state == "updating" || state == "rollback_started";
  into.push_back(std::move(s));
}

void decode_task(const json& task, std::vector<swarm_task>& into) {
  if (text(task, "DesiredState") != "running")
    return;
  swarm_task t;
  t.id = needed_text(task, "ID");
  t.service_id = text(task, "ServiceID");
  t.node_id = text(task, "NodeID");
  t.state = text(at(task, "Status"), "State");
  t.addresses = addresses_of(task);
  for (const auto& secret : list(at(task, "Spec", "ContainerSpec"), "Secrets"))
    t.secrets.insert(text(secret, "SecretName"));
  // An engine with IPv6 reports each port twice, once for each IP version of the host.
  t.host_ports = ports_of(at(task, "Status", "PortStatus"));
  std::sort(t.host_ports.begin(), t.host_ports.end());
  t.host_ports.erase(std::unique(t.host_ports.begin(), t.host_ports.end()), t.host_ports.end());
  t.version = whole<std::uint64_t>(at(task, "Version"), "Index");
  into.push_back(std::move(t));
}

bool is_no_address(const std::string& address) {
  return address.empty() || address == "0.0.0.0" || address == "::" || address == "127.0.0.1";
}

std::string without_port(const std::string& address) {
  auto host = address.substr(0, address.rfind(':'));
  if (host.size() > 1 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  return host;
}

void decode_node(const json& node, std::vector<swarm_node>& into) {
  swarm_node n;
  n.id = needed_text(node, "ID");
  n.hostname = text(at(node, "Description"), "Hostname");
  n.address = text(at(node, "Status"), "Addr");
  if (const auto manager = text(at(node, "ManagerStatus"), "Addr"); is_no_address(n.address) && !manager.empty())
    n.address = without_port(manager);
  n.ready = text(at(node, "Status"), "State") == "ready";
  into.push_back(std::move(n));
}

void decode_network(const json& network, std::vector<swarm_network>& into) {
  if (text(network, "Scope") == "swarm")
    into.push_back({needed_text(network, "Id"), needed_text(network, "Name"), truth(network, "Ingress")});
}

void decode_secret(const json& secret, std::vector<swarm_secret>& into) {
  into.push_back({needed_text(secret, "ID"), needed_text(at(secret, "Spec"), "Name")});
}

} // namespace

std::vector<network_address> addresses_of(const json& task) {
  std::vector<network_address> all;
  for (const auto& attachment : list(task, "NetworksAttachments"))
    for (const auto& address : texts(attachment, "Addresses"))
      all.push_back({text(at(attachment, "Network"), "ID"), without_prefix_length(address)});
  return all;
}

std::vector<std::string> network_ids(const json& spec) {
  std::vector<std::string> ids;
  for (const auto* holder : {&at(spec, "TaskTemplate"), &spec})
    for (const auto& network : list(*holder, "Networks"))
      if (auto id = text(network, "Target"); !id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end())
        ids.push_back(std::move(id));
  return ids;
}

std::vector<published_port> ports_of(const json& holder) {
  std::vector<published_port> ports;
  for (const auto& port : list(holder, "Ports")) {
    auto protocol = text(port, "Protocol");
    ports.push_back({protocol.empty() ? "tcp" : std::move(protocol), whole<std::uint16_t>(port, "TargetPort"),
                     whole<std::uint16_t>(port, "PublishedPort"), text(port, "PublishMode") == "host"});
  }
  return ports;
}

listed<swarm_service> decode_services(std::string_view body) {
  return all_of<swarm_service, listing_failed>(body, "services", decode_service);
}

listed<swarm_task> decode_tasks(std::string_view body) {
  return all_of<swarm_task, listing_failed>(body, "tasks", decode_task);
}

listed<swarm_node> decode_nodes(std::string_view body) {
  return all_of<swarm_node, listing_failed>(body, "nodes", decode_node);
}

listed<swarm_secret> decode_secrets(std::string_view body) {
  return all_of<swarm_secret, listing_failed>(body, "secrets", decode_secret);
}

listed<swarm_network> decode_networks(std::string_view body) {
  return all_of<swarm_network, listing_failed>(body, "networks", decode_network);
}

} // namespace signalbox
