// The data of each Swarm object. Specifications stay JSON, so that all fields of a client are kept.
#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace signalbox::twin {

using json = nlohmann::json;
/// Nanoseconds since the epoch.
using instant = std::int64_t;

/// SwarmKit's task states, in its order: everything above `running` is final.
enum class state {
  fresh,
  pending,
  assigned,
  accepted,
  preparing,
  ready,
  starting,
  running,
  complete,
  shutdown,
  failed,
  rejected,
  remove
};
const char* word(state s);

struct object {
  std::string id;
  std::uint64_t version = 0;
  instant created = 0, updated = 0;
};

struct node : object {
  json spec;
  std::string hostname, address;
  bool up = true, leader = false;
  bool schedulable() const { return up && spec.value("Availability", "active") == "active"; }
};

/// IPv4 addresses of one network, assigned in a ring as in SwarmKit.
struct address_pool {
  std::uint32_t base = 0;
  unsigned prefix = 24;
  std::uint32_t last = 1; ///< 1 is the gateway
  std::set<std::uint32_t> taken;
  std::uint32_t take(); ///< 0 if none is left
  void give_back(std::uint32_t offset) { taken.erase(offset); }
  std::string text(std::uint32_t offset) const; ///< `10.0.1.3/24`
};

struct network : object {
  std::string name, driver;
  json labels, options;
  bool ingress = false, attachable = false, internal = false;
  std::uint32_t vxlan = 0;
  address_pool pool;
};

/// A config or a secret.
struct blob : object {
  json spec;
};

struct attachment {
  std::string network;
  std::uint32_t offset = 0;
};

struct service : object {
  json spec, previous, update_status; ///< null if there is none
  json ports = json::array();         ///< of the endpoint, with the assigned ports
  std::vector<attachment> vips;
  const json& name() const { return spec["Name"]; }
  const json& task_template() const { return spec["TaskTemplate"]; }
};

struct task : object {
  std::string service, node;
  json spec, endpoint;
  std::uint64_t slot = 0; ///< 0: of a global service
  state desired = state::running, actual = state::fresh;
  std::string message = "created", err, container;
  int exit_code = 0, pid = 0;
  instant stamp = 0, started = 0;
  std::vector<attachment> attachments;
  std::uint64_t step = 0; ///< a timer of an older step is stale
  bool live() const { return desired <= state::running && actual <= state::running; }
  bool ended() const { return actual > state::running; }
  /// The part of a service that the task fills: the slot, or the node for a global service.
  std::string place() const { return slot ? std::to_string(slot) : node; }
};

} // namespace signalbox::twin
