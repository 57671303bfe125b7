// Names and labels of what core makes for a cluster, by which it finds its objects again.
#pragma once
#include "messages/identity.hpp"
#include "messages/settings.hpp"

#include <string>

namespace signalbox {

/// The labels of everything that core makes: its type (`owned::…_type`), the cluster, and the name of core.
label_map owned_labels(const cluster_settings& settings, const char* type);

/// `com.docker.interlock.proxy.<cluster>.<16 digits>`; a long cluster name is shortened, for Docker allows 64
/// characters.
std::string config_name(const cluster_id& cluster, const digest& text);

/// `com.docker.interlock.agent.<cluster>.<16 digits>`: of the config object with the agent's script.
std::string agent_config_name(const cluster_id& cluster, const std::string& script);

/// Labels of a config object of this cluster.
label_map config_labels(const cluster_settings& settings);

/// Below `/run/secrets`: where a task of core's finds the cluster's token.
inline constexpr const char* token_file = "signalbox-agent-token";

/// Of the secret that holds the cluster's token; empty if it has none.
std::string token_secret_name(const cluster_settings& settings);

label_map token_labels(const cluster_settings& settings);

} // namespace signalbox
