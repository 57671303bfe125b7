// What core wants a cluster's proxy service to be.
#pragma once
#include "messages/proxy_service.hpp"
#include "messages/rendered.hpp"
#include "messages/settings.hpp"

namespace signalbox {

/// `com.docker.interlock.proxy.<cluster>.<16 digits>`; a long cluster name is shortened, for Docker allows 64
/// characters.
std::string config_name(const cluster_id& cluster, const digest& text);

/// The labels that a config object of this cluster carries.
label_map config_labels(const cluster_settings& settings);

/// The specification that the settings and the newest configuration ask for. Host mode replaces tasks stop-first, for
/// two tasks cannot have the same port of a node; ingress mode start-first.
proxy_spec proxy_wish(const cluster_settings& settings, const config_rendered& config);

/// Equal wishes give equal digests.
digest digest_of(const proxy_spec& spec);

} // namespace signalbox
