// The engine's lists as values. Pure; a body that cannot be read completely is a failure, never a part.
#pragma once
#include "messages/swarm.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

namespace signalbox {

listed<swarm_service> decode_services(std::string_view body);
/// Leaves out tasks whose desired state is not running.
listed<swarm_task> decode_tasks(std::string_view body);
/// A node that reports no address of its own (`0.0.0.0`, as some managers do) has that of its manager.
listed<swarm_node> decode_nodes(std::string_view body);
/// Leaves out networks that are not of Swarm scope.
listed<swarm_network> decode_networks(std::string_view body);
listed<swarm_secret> decode_secrets(std::string_view body);

/// `Spec.TaskTemplate.Networks`, and the older `Spec.Networks`: ids, in order, each once.
std::vector<std::string> network_ids(const nlohmann::json& spec);
/// A task's addresses: `NetworksAttachments`.
std::vector<network_address> addresses_of(const nlohmann::json& task);
/// The elements of a list of ports (`EndpointSpec.Ports`, `PortStatus.Ports`), in order.
std::vector<published_port> ports_of(const nlohmann::json& holder);

} // namespace signalbox
