#include "adapters/swarmkit/decode_task.hpp"

#include <adapters/swarmkit/watch.pb.h>
#include <algorithm>

namespace signalbox {

namespace wire = docker::swarmkit::v1;

namespace {

constexpr unsigned action_remove = 4, state_running = 512, mode_host = 1;

const char* state_name(unsigned state) {
  switch (state) {
  case 0:
    return "new";
  case 64:
    return "pending";
  case 192:
    return "assigned";
  case 256:
    return "accepted";
  case 320:
    return "preparing";
  case 384:
    return "ready";
  case 448:
    return "starting";
  case state_running:
    return "running";
  case 576:
    return "complete";
  case 640:
    return "shutdown";
  case 704:
    return "failed";
  case 768:
    return "rejected";
  case 800:
    return "remove";
  case 832:
    return "orphaned";
  default:
    return "unknown";
  }
}

const char* protocol_name(unsigned protocol) { return protocol == 1 ? "udp" : protocol == 2 ? "sctp" : "tcp"; }

std::vector<network_address> addresses_of(const wire::Task& task) {
  std::vector<network_address> all;
  for (const auto& attachment : task.networks())
    for (const auto& address : attachment.addresses())
      all.push_back({attachment.network().id(), address.substr(0, address.find('/'))});
  return all;
}

// An engine with IPv6 reports each port twice, once for each IP version of the host.
std::vector<published_port> host_ports_of(const wire::Task& task) {
  std::vector<published_port> ports;
  for (const auto& p : task.status().port_status().ports())
    ports.push_back({protocol_name(p.protocol()), static_cast<std::uint16_t>(p.target_port()),
                     static_cast<std::uint16_t>(p.published_port()), p.publish_mode() == mode_host});
  std::sort(ports.begin(), ports.end());
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return ports;
}

std::set<std::string> secrets_of(const wire::Task& task) {
  std::set<std::string> names;
  for (const auto& s : task.spec().container().secrets())
    names.insert(s.name());
  return names;
}

} // namespace

std::vector<task_change> decode_changes(const wire::WatchMessage& message) {
  std::vector<task_change> changes;
  for (const auto& event : message.events()) {
    if (!event.object().has_task())
      continue;
    const auto& task = event.object().task();
    swarm_task t{task.id(),          task.service_id(),   task.node_id(),   state_name(task.status().state()),
                 addresses_of(task), host_ports_of(task), secrets_of(task), task.meta().version().index()};
    changes.push_back({std::move(t), event.action() != action_remove && task.desired_state() == state_running});
  }
  return changes;
}

} // namespace signalbox
