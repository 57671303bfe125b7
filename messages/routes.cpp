#include "messages/routes.hpp"

namespace signalbox {

namespace {

void leave_out(host_route& host, const std::set<std::string>& services) {
  for (auto& path : host.paths)
    std::erase_if(path.backends, [&](const backend& b) { return services.contains(b.service); });
  if (services.contains(host.certified_by)) {
    host.certificate.clear();
    host.key.clear();
  }
  std::erase_if(host.paths, [](const path_route& p) { return p.backends.empty(); });
}

} // namespace

bool is_below(const std::string& path, const std::string& root) {
  return root == "/" || path == root || path.starts_with(root + '/');
}

bool longer_first(const path_route& a, const path_route& b) {
  return std::pair(b.path.size(), a.path) < std::pair(a.path.size(), b.path);
}

// A route that other services share keeps the settings of the removed services.
route_table without(route_table routes, const std::set<std::string>& services) {
  if (services.empty())
    return routes;
  for (auto& host : routes.hosts)
    leave_out(host, services);
  std::erase_if(routes.hosts, [](const host_route& h) { return h.paths.empty(); });
  for (const auto& s : services)
    routes.labels.erase(s);
  return routes;
}

} // namespace signalbox
