// Which proxy services and config objects are left over from clusters that are no longer in the TOML.
//
// Only what this very core made is ever removed: it carries the core's own name beside the type. Another core's, a
// hand-made one, or one of Interlock's is left alone, whatever it is called.
#pragma once
#include "messages/proxy_service.hpp"
#include "messages/settings.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// Services of `core` that belong to no cluster of the settings, or to one whose `ProxyServiceName` is another now.
std::vector<live_proxy> left_over_services(const std::vector<live_proxy>& owned_services,
                                           const std::vector<cluster_settings>& clusters, const std::string& core);

/// Config objects of `core` whose cluster is not in the settings. Their names are not enough: labels decide.
std::vector<config_object> left_over_configs(const std::vector<config_object>& owned_configs,
                                             const std::vector<cluster_settings>& clusters, const std::string& core);

} // namespace signalbox
