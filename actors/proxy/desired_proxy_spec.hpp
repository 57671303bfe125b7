// What core wants a cluster's proxy service to be.
#pragma once
#include "actors/proxy/bootstrap.hpp"
#include "messages/agents.hpp"
#include "messages/managed_service.hpp"
#include "messages/rendered.hpp"
#include "messages/settings.hpp"

#include <optional>
#include <string>

namespace signalbox {

/// The specification that the settings and the newest configuration ask for. Host mode replaces tasks stop-first, for
/// two tasks cannot have the same port of a node; ingress mode start-first. Between two hitless tasks there is a pause.
managed_spec desired_proxy_spec(const cluster_settings& settings, const config_rendered& config);

/// `s` as a service whose tasks an agent looks after.
void add_agent(managed_spec& s, const cluster_settings& settings, const std::string& script,
               const bootstrap_config& bootstrap);

/// Everything together: the desired spec for a service whose tasks an agent looks after, if there is one and a
/// bootstrap. `agent_unsupported`: that agent does not work in this image, and the service says so.
managed_spec desired_proxy_spec(const cluster_settings& settings, const config_rendered& config,
                                const agent_text& agent, const std::optional<bootstrap_config>& bootstrap,
                                bool agent_unsupported);

} // namespace signalbox
