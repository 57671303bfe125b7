#include "tests/support/engine_double/swarm.hpp"

#include <arpa/inet.h>

namespace signalbox::twin {

swarm::swarm(engine_timings t, std::int64_t start, std::uint64_t seed) : timings(t), clock(start), random_(seed) {
  add_network("ingress", {{"Driver", "overlay"}, {"Ingress", true}});
}

std::string swarm::new_id(std::size_t length) {
  static constexpr char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string id;
  for (std::size_t i = 0; i < length; ++i)
    id += digits[random_() % (length == 25 ? 36 : 16)];
  return id;
}

void swarm::touch(object& o) {
  o.version = ++index_;
  o.updated = clock.stamp();
  if (o.created == 0)
    o.created = o.updated;
}

void swarm::announce(const char* type, const char* action, const object& o, json attributes) {
  events.publish({{"Type", type},
                  {"Action", action},
                  {"Actor", {{"ID", o.id}, {"Attributes", std::move(attributes)}}},
                  {"scope", "swarm"},
                  {"time", o.updated / 1'000'000'000},
                  {"timeNano", o.updated}});
}

node& swarm::add_node(const std::string& hostname, const std::string& role, const std::string& address, json labels) {
  node n;
  n.id = new_id();
  n.hostname = hostname;
  n.address = address;
  n.leader = role == "manager" && nodes.empty();
  n.spec = {{"Labels", std::move(labels)}, {"Role", role}, {"Availability", "active"}};
  touch(n);
  return nodes.emplace(n.id, std::move(n)).first->second;
}

network& swarm::add_network(const std::string& name, const json& request) {
  network n;
  n.id = new_id();
  n.name = name;
  n.driver = request.value("Driver", "overlay");
  n.labels = request.value("Labels", json());
  n.ingress = request.value("Ingress", false);
  n.attachable = request.value("Attachable", false);
  n.internal = request.value("Internal", false);
  n.vxlan = next_vxlan_++;
  n.pool.base = (10u << 24) + (next_subnet_++ << 8);
  const auto& ipam = request.contains("IPAM") ? request["IPAM"].value("Config", json::array()) : json::array();
  if (ipam.is_array() && !ipam.empty()) {
    std::string subnet = ipam[0].value("Subnet", "");
    in_addr base{};
    if (inet_pton(AF_INET, subnet.substr(0, subnet.find('/')).c_str(), &base) == 1 &&
        subnet.find('/') != std::string::npos) {
      n.pool.base = ntohl(base.s_addr);
      n.pool.prefix = static_cast<unsigned>(std::stoul(subnet.substr(subnet.find('/') + 1)));
    }
  }
  touch(n);
  auto& kept = networks.emplace(n.id, std::move(n)).first->second;
  announce("network", "create", kept, {{"name", name}});
  touch(kept); // the allocator writes the subnet
  announce("network", "update", kept, {{"name", name}});
  return kept;
}

std::vector<task*> swarm::tasks_of(const std::string& service_id) {
  std::vector<task*> found;
  for (const auto& id : by_service_[service_id])
    found.push_back(&tasks.at(id));
  return found;
}

std::vector<task*> swarm::in_place(const std::string& service_id, const std::string& place) {
  auto found = tasks_of(service_id);
  std::erase_if(found, [&place](const task* t) { return t->place() != place; });
  return found;
}

bool swarm::attach(const std::string& network_id, std::vector<attachment>& to) {
  auto found = networks.find(network_id);
  auto offset = found == networks.end() ? 0 : found->second.pool.take();
  if (offset != 0)
    to.push_back({network_id, offset});
  return offset != 0;
}

void swarm::give_back(std::vector<attachment>& all) {
  for (const auto& a : all)
    if (auto found = networks.find(a.network); found != networks.end())
      found->second.pool.give_back(a.offset);
}

} // namespace signalbox::twin
