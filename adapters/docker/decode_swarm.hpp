// Decodes the engine's lists. Pure; a body that cannot be decoded completely is a failure, never a partial list.
#pragma once
#include "messages/swarm.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

namespace signalbox {

listed<swarm_service> decode_services(std::string_view body);
/// Leaves out tasks whose desired state is not running.
listed<swarm_task> decode_tasks(std::string_view body);
/// A node that reports no address of its own (`0.0.0.0`, as some managers do) gets the address of its manager.
listed<swarm_node> decode_nodes(std::string_view body);
/// Leaves out networks that are not of Swarm scope.
listed<swarm_network> decode_networks(std::string_view body);
listed<swarm_secret> decode_secrets(std::string_view body);

/// `Spec.TaskTemplate.Networks` and the older `Spec.Networks`: ids in order, without duplicates.
std::vector<std::string> network_ids(const nlohmann::json& spec);
/// The addresses of a task, from `NetworksAttachments`.
std::vector<network_address> addresses_of(const nlohmann::json& task);
/// The elements of `EndpointSpec.Ports` or `PortStatus.Ports`, in order.
std::vector<published_port> ports_of(const nlohmann::json& holder);

} // namespace signalbox
