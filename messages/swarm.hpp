// The objects of a Swarm as small values, with the fields that Signalbox uses.
#pragma once
#include "messages/members.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// A port of a service or a task. `published` is 0 if Swarm has not assigned one.
struct published_port {
  std::string protocol = "tcp";
  std::uint16_t target = 0;
  std::uint16_t published = 0;
  bool host_mode = false;
  auto operator<=>(const published_port&) const = default;
};

struct swarm_network {
  std::string id, name;
  bool ingress = false;
  auto operator<=>(const swarm_network&) const = default;
};

template <std::same_as<swarm_network> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"id", &T::id}, member{"name", &T::name}, member{"ingress", &T::ingress}};
}

/// Name of a secret. Only the tasks that mount the secret can read its value.
struct swarm_secret {
  std::string id, name;
  auto operator<=>(const swarm_secret&) const = default;
};

struct swarm_node {
  std::string id, hostname;
  std::string address; ///< `Status.Addr`, an IP address
  bool ready = true;   ///< `Status.State` is `ready`
  auto operator<=>(const swarm_node&) const = default;
};

/// A task's address on one network, without the prefix length.
struct network_address {
  std::string network_id, address;
  auto operator<=>(const network_address&) const = default;
};

/// A task whose *desired* state is running. Other tasks are not listed, because Swarm is stopping them.
struct swarm_task {
  std::string id, service_id, node_id;
  std::string state; ///< `Status.State`: `new` … `running`, `failed` …
  std::vector<network_address> addresses;
  std::vector<published_port> host_ports; ///< from `Status.PortStatus`
  std::set<std::string> secrets{};        ///< names of the secrets that the task was started with
  std::uint64_t version = 0;              ///< `Version.Index`: larger for a newer state of this task
  auto operator<=>(const swarm_task&) const = default;
};

struct swarm_service {
  std::string id, name;
  std::uint64_t version = 0; ///< `Version.Index`
  std::map<std::string, std::string> labels;
  std::vector<std::string> networks; ///< ids as in the specification, without the ingress network
  std::vector<published_port> ports;
  std::optional<std::uint64_t> replicas;                 ///< none: a global service or a job
  bool updating = false;                                 ///< `UpdateStatus.State` reports that tasks are being replaced
  std::string created;                                   ///< `CreatedAt`, sorts as text
  std::vector<network_address> virtual_addresses;        ///< `Endpoint.VirtualIPs`, without the prefix length
  std::map<std::string, std::string> container_labels{}; ///< `ContainerSpec.Labels`: without effect on routing
  auto operator<=>(const swarm_service&) const = default;
};

/// Core's own service; without a name outside of a Swarm.
struct core_service {
  std::string name;
  std::vector<std::string> networks; ///< ids of its networks
  auto operator<=>(const core_service&) const = default;
};

/// Why a listing failed. The type differs from an empty list, because unknown is not empty.
struct listing_failed {
  std::string why;
};

/// Either the complete answer or the error; never a part of the answer.
template <class T>
using listed = std::variant<std::vector<T>, listing_failed>;

/// Events of the engine. Docker sends none for tasks.
struct engine_event {
  std::string type;   ///< `service`, `node`, `network`, `config`, `secret`
  std::string action; ///< `create`, `update`, `remove`
  std::string id, name;
};
struct stream_up {}; ///< the stream is open: list everything now
struct stream_down {
  std::string why;
}; ///< events may be missing from here on; the feed reconnects
using feed_event = std::variant<engine_event, stream_up, stream_down>;

/// A task's newest state, as SwarmKit pushes it.
struct task_change {
  swarm_task task;
  bool wanted = true; ///< its desired state is running and it was not removed: a listing would contain it
  auto operator<=>(const task_change&) const = default;
};
/// The stream is open: list everything now.
struct task_stream_up {
  bool resumed = false; ///< SwarmKit first pushes the changes since the last message
};
struct task_stream_down {
  std::string cause; ///< one word, for counters: `absent`, `locked`, `lost` …
  std::string why;
}; ///< changes may be missing from here on; the stream reconnects
using task_event = std::variant<std::vector<task_change>, task_stream_up, task_stream_down>;

} // namespace signalbox
