// What a file alone cannot say about its clusters: who core is, where its proxies reach it, and what their agents show.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"
#include "messages/swarm.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace signalbox {

/// The name of this host; in a container, unless somebody chose another one, the first digits of its id.
std::string host_name();

/// Tells the clusters who core is, and where its proxies reach it: `EndpointOverride`, or its tasks by Swarm's DNS
/// (`tasks.NAME` needs no virtual address). `port`: that core listens on; 0: none.
void introduce_core(settings& s, const core_service& core, std::uint16_t port);

/// Gives each cluster its agents' token, if `AgentKeyFile` says so; a problem if that cannot be read.
std::optional<problem> derive_tokens(settings& s);

} // namespace signalbox
