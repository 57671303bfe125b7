#include "adapters/cli/chaos.hpp"

#include "adapters/api/chaos_endpoints.hpp"

#include <spdlog/spdlog.h>

namespace signalbox {

namespace {

/// Elsewhere a port without a host means every address. Here it means loopback.
std::string with_host(const std::string& address) {
  const auto colon = address.rfind(':');
  if (address.starts_with("unix://") || (colon != std::string::npos && colon != 0))
    return address;
  return "127.0.0.1:" + address.substr(colon == 0 ? 1 : 0);
}

http_routes routes_of(const std::shared_ptr<kill_switch>& control) {
  return chaos_endpoints(
      {[control] { return control->victims(); }, [control](const auto& path) { return control->kill(path); }});
}

} // namespace

chaos_server::chaos_server(const std::string& address)
    : server_(with_host(address), routes_of(switch_), http_limits{}, "--chaos") {
  spdlog::warn("CHAOS: whoever reaches {} can kill this core's actors (POST /chaos/kill?actor=…). This is for tests: "
               "run without --chaos to disable it",
               with_host(address));
}

} // namespace signalbox
