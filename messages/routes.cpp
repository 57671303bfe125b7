#include "messages/routes.hpp"

namespace signalbox {

route_table without(route_table routes, const std::set<std::string>& services) {
  if (services.empty())
    return routes;
  for (auto& host : routes.hosts)
    std::erase_if(host.backends, [&](const backend& b) { return services.contains(b.service); });
  std::erase_if(routes.hosts, [](const host_route& h) { return h.backends.empty(); });
  for (const auto& s : services)
    routes.labels.erase(s);
  return routes;
}

} // namespace signalbox
