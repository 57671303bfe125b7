// Settings of the clusters that the file does not contain: core's service, the address at which proxies reach core, and
// the agents' tokens.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"
#include "messages/swarm.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace signalbox {

/// This host's name; in a container it is by default a prefix of the container id.
std::string host_name();

/// Sets core's service and address in all clusters: `EndpointOverride`, or the address of core's tasks in Swarm's DNS
/// (`tasks.NAME` requires no virtual address). `port`: core's listen port; 0: none.
void introduce_core(settings& s, const core_service& core, std::uint16_t port);

/// Sets each cluster's agent token if `AgentKeyFile` is set; a problem if that file cannot be read.
std::optional<problem> derive_tokens(settings& s);

} // namespace signalbox
