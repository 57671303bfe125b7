#include "tests/support/engine_double/json_view.hpp"

#include <algorithm>

namespace signalbox::twin {
namespace {

json header(const object& o) {
  return {{"ID", o.id},
          {"Version", {{"Index", o.version}}},
          {"CreatedAt", rfc3339(o.created)},
          {"UpdatedAt", rfc3339(o.updated)}};
}

std::string gateway(const network& n) {
  auto text = n.pool.text(1);
  return text.substr(0, text.find('/'));
}

json driver_options(const network& n) {
  return {{"com.docker.network.driver.overlay.vxlanid_list", std::to_string(n.vxlan)}};
}

json inner_network(const network& n) {
  json j = header(n);
  j["Spec"] = {{"Name", n.name},
               {"Labels", n.labels.is_object() ? n.labels : json::object()},
               {"DriverConfiguration", n.ingress ? json::object() : json{{"Name", n.driver}}},
               {"Scope", "swarm"}};
  if (n.ingress)
    j["Spec"]["Ingress"] = true;
  j["DriverState"] = {{"Name", n.driver}, {"Options", driver_options(n)}};
  j["IPAMOptions"] = {{"Driver", {{"Name", "default"}}},
                      {"Configs", {{{"Subnet", n.pool.text(0)}, {"Gateway", gateway(n)}}}}};
  return j;
}

json host_ports(const task& t) {
  json found = json::array();
  if (t.endpoint.is_object() && t.actual == state::running)
    for (const auto& p : t.endpoint.value("Ports", json::array()))
      if (p.value("PublishMode", "ingress") == "host")
        found.push_back(p);
  return found;
}

json status(const task& t) {
  json j = {{"Timestamp", rfc3339(t.stamp)},
            {"State", word(t.actual)},
            {"Message", t.message},
            {"PortStatus", json::object()}};
  if (!t.err.empty())
    j["Err"] = t.err;
  if ((t.actual >= state::starting && !t.container.empty()) || t.actual == state::rejected)
    j["ContainerStatus"] = {{"ContainerID", t.container}, {"PID", t.pid}, {"ExitCode", t.exit_code}};
  if (auto ports = host_ports(t); !ports.empty())
    j["PortStatus"]["Ports"] = ports;
  return j;
}

} // namespace

json show(const swarm& w, const service& s) {
  json j = header(s);
  j["Spec"] = s.spec;
  if (s.previous.is_object())
    j["PreviousSpec"] = s.previous;
  j["Endpoint"] = {{"Spec", s.spec.value("EndpointSpec", json::object())}};
  if (!s.ports.empty())
    j["Endpoint"]["Ports"] = s.ports;
  for (const auto& a : s.vips)
    if (auto n = w.networks.find(a.network); n != w.networks.end())
      j["Endpoint"]["VirtualIPs"].push_back({{"NetworkID", a.network}, {"Addr", n->second.pool.text(a.offset)}});
  if (s.update_status.is_object())
    j["UpdateStatus"] = s.update_status;
  return j;
}

json show(const swarm& w, const task& t) {
  json j = header(t);
  j["Labels"] = json::object();
  j["Spec"] = t.spec;
  j["ServiceID"] = t.service;
  if (t.slot)
    j["Slot"] = t.slot;
  if (!t.node.empty())
    j["NodeID"] = t.node;
  j["Status"] = status(t);
  j["DesiredState"] = word(t.desired);
  for (const auto& a : t.attachments)
    if (auto n = w.networks.find(a.network); n != w.networks.end())
      j["NetworksAttachments"].push_back(
          {{"Network", inner_network(n->second)}, {"Addresses", {n->second.pool.text(a.offset)}}});
  return j;
}

json show(const node& n) {
  json j = header(n);
  j["Spec"] = n.spec;
  j["Description"] = {
      {"Hostname", n.hostname},
      {"Platform", {{"Architecture", "x86_64"}, {"OS", "linux"}}},
      {"Resources", {{"NanoCPUs", 2000000000}, {"MemoryBytes", 8589934592}}},
      {"Engine", {{"EngineVersion", "20.10.24"}, {"Plugins", {{{"Type", "Network"}, {"Name", "overlay"}}}}}}};
  j["Status"] = {{"State", n.up ? "ready" : "down"}, {"Addr", n.address}};
  if (!n.up)
    j["Status"]["Message"] = "heartbeat failure";
  if (n.spec.value("Role", "") == "manager") {
    j["ManagerStatus"] = {{"Reachability", n.up ? "reachable" : "unreachable"}, {"Addr", n.address + ":2377"}};
    if (n.leader)
      j["ManagerStatus"]["Leader"] = true;
  }
  return j;
}

json show(const network& n) {
  return {{"Name", n.name},
          {"Id", n.id},
          {"Created", rfc3339(n.created)},
          {"Scope", "swarm"},
          {"Driver", n.driver},
          {"EnableIPv6", false},
          {"IPAM",
           {{"Driver", "default"},
            {"Options", nullptr},
            {"Config", {{{"Subnet", n.pool.text(0)}, {"Gateway", gateway(n)}}}}}},
          {"Internal", n.internal},
          {"Attachable", n.attachable},
          {"Ingress", n.ingress},
          {"ConfigFrom", {{"Network", ""}}},
          {"ConfigOnly", false},
          {"Containers", nullptr},
          {"Options", driver_options(n)},
          {"Labels", n.labels.empty() ? json() : n.labels}};
}

json show_config(const blob& b) {
  json j = header(b);
  j["Spec"] = b.spec;
  return j;
}

json show_secret(const blob& b) {
  json j = show_config(b);
  j["Spec"].erase("Data");
  return j;
}

} // namespace signalbox::twin
