// Names and labels of the objects that core creates for a cluster. Core identifies its objects by them.
#pragma once
#include "messages/identity.hpp"
#include "messages/settings.hpp"

#include <string>

namespace signalbox {

/// The labels of every object that core creates: its type (`owned::…_type`), the cluster, and the name of core.
label_map owned_labels(const cluster_settings& settings, const char* type);

/// `com.docker.interlock.proxy.<cluster>.<16 digits>`; a long cluster name is shortened, because Docker allows 64
/// characters.
std::string config_name(const cluster_id& cluster, const digest& text);

/// `com.docker.interlock.agent.<cluster>.<16 digits>`: of the config object with the agent's script.
std::string agent_config_name(const cluster_id& cluster, const std::string& script);

/// Labels of a config object of this cluster.
label_map config_labels(const cluster_settings& settings);

/// File of the cluster's token in a task, below `/run/secrets`.
inline constexpr const char* token_file = "signalbox-agent-token";

/// Name of the secret with the cluster's token; empty if the cluster has no token.
std::string token_secret_name(const cluster_settings& settings);

label_map token_labels(const cluster_settings& settings);

} // namespace signalbox
