// The desired spec of a cluster's proxy service.
#pragma once
#include "actors/proxy/bootstrap.hpp"
#include "messages/agents.hpp"
#include "messages/managed_service.hpp"
#include "messages/rendered.hpp"
#include "messages/settings.hpp"

#include <optional>
#include <string>

namespace signalbox {

/// The desired spec without an agent. The update order is stop-first in host mode, because two tasks cannot publish the
/// same port of a node, and start-first in ingress mode. Unless `ProxyUpdateDelay` is set, the update delay of several
/// replicas with agents is 2 s, else 0.
managed_spec desired_proxy_spec(const cluster_settings& settings, const config_rendered& config);

/// Adds the agent to `s`: command, config objects, volume, environment, token, networks and label.
void add_agent(managed_spec& s, const cluster_settings& settings, const std::string& script,
               const bootstrap_config& bootstrap);

/// The desired spec, with the agent if there are `agent` and `bootstrap` and the image supports it.
/// `agent_unsupported`: the agent does not work in this image; a label of the service records this.
managed_spec desired_proxy_spec(const cluster_settings& settings, const config_rendered& config,
                                const agent_text& agent, const std::optional<bootstrap_config>& bootstrap,
                                bool agent_unsupported);

} // namespace signalbox
