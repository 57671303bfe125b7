// What a Swarm looks like to Signalbox: a few fields of each object, in small values.
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

/// A port of a service or a task. `published` is 0 where Swarm has not chosen one.
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

/// A secret's name; what is in it, only the tasks know that have it.
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

/// A task whose *desired* state is running. Others are not listed: they are on their way out.
struct swarm_task {
  std::string id, service_id, node_id;
  std::string state; ///< `Status.State`: `new` … `running`, `failed` …
  std::vector<network_address> addresses;
  std::vector<published_port> host_ports; ///< from `Status.PortStatus`
  std::set<std::string> secrets{};        ///< names of those it was started with
  std::uint64_t version = 0;              ///< `Version.Index`: a newer state of this task has a larger one
  auto operator<=>(const swarm_task&) const = default;
};

struct swarm_service {
  std::string id, name;
  std::uint64_t version = 0; ///< `Version.Index`
  std::map<std::string, std::string> labels;
  std::vector<std::string> networks; ///< ids as in the specification, the ingress network not among them
  std::vector<published_port> ports;
  std::optional<std::uint64_t> replicas;          ///< none: a global service or a job
  bool updating = false;                          ///< `UpdateStatus.State` says that tasks are being replaced
  std::string created;                            ///< `CreatedAt`, sorts as text
  std::vector<network_address> virtual_addresses; ///< `Endpoint.VirtualIPs`, without the prefix length
  auto operator<=>(const swarm_service&) const = default;
};

/// Core's own service; without a name outside of a Swarm.
struct core_service {
  std::string name;
  std::vector<std::string> networks; ///< ids
  auto operator<=>(const core_service&) const = default;
};

/// Why something could not be read. It is another type than an empty list: unknown is not empty.
struct listing_failed {
  std::string why;
};

/// Either the complete answer, or why there is none; never a part.
template <class T>
using listed = std::variant<std::vector<T>, listing_failed>;

/// Events of the engine. There are none for tasks.
struct engine_event {
  std::string type;   ///< `service`, `node`, `network`, `config`, `secret`
  std::string action; ///< `create`, `update`, `remove`
  std::string id, name;
};
struct stream_up {}; ///< the stream stands: now list
struct stream_down {
  std::string why;
}; ///< events may be missing from here on; the feed reconnects by itself
using feed_event = std::variant<engine_event, stream_up, stream_down>;

/// A task's newest state, as SwarmKit pushes it.
struct task_change {
  swarm_task task;
  bool wanted = true; ///< its desired state is running, and it was not removed: a listing would have it
  auto operator<=>(const task_change&) const = default;
};
/// The stream stands: now list.
struct task_stream_up {
  bool resumed = false; ///< first it pushes what has changed since its last word
};
struct task_stream_down {
  std::string cause; ///< one word, for counting: `absent`, `locked`, `lost` …
  std::string why;
}; ///< changes may be missing from here on; the stream reconnects by itself
using task_event = std::variant<std::vector<task_change>, task_stream_up, task_stream_down>;

} // namespace signalbox
