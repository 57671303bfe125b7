// Settings of a cluster whose core is a service of the Swarm, so that its proxies can have agents.
#pragma once
#include "messages/settings.hpp"
#include "messages/swarm.hpp"

namespace signalbox {

inline const swarm_network shop{"net-shop", "shop", false};

inline cluster_settings with_core() {
  cluster_settings s;
  s.id = {"us-east"};
  s.proxy_service_name = "interlock-proxy-us-east";
  s.core_name = "interlock";
  s.core_networks = {"net-core"};
  s.core_endpoint = "http://tasks.interlock:8080";
  s.proxy_replicas = 2;
  return s;
}

} // namespace signalbox
