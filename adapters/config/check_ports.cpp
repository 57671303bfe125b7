// An ingress port is reserved on every node, and so conflicts with every other use of that port. A host port is
// reserved only on the nodes that run the proxy's tasks, and constraints can place clusters on different nodes: so only
// host ports of two clusters may be equal.
#include "adapters/config/cross_checks.hpp"

#include <cstdint>
#include <vector>

namespace signalbox {
namespace {

struct use_of_port {
  const cluster_settings* cluster;
  std::string key;
  std::uint16_t port;

  std::string path() const { return "Extensions." + cluster->id.value + '.' + key; }
};

void check_pair(const use_of_port& first, const use_of_port& second, report& found) {
  if (first.port == 0 || first.port != second.port || found.spoiled(first.path()) || found.spoiled(second.path()))
    return;
  const auto& culprit = found.has(first.path()) && !found.has(second.path()) ? first : second;
  auto name = second.key + " = " + std::to_string(second.port);
  if (first.cluster == second.cluster)
    return found.error(culprit.path(), name + " is " + first.key + " of the same block", "give them different ports");
  if (first.cluster->publish == publish_mode::host && second.cluster->publish == publish_mode::host)
    return;
  found.error(culprit.path(),
              name + " of [Extensions." + second.cluster->id.value + "] is also " + first.key + " of [Extensions." +
                  first.cluster->id.value + "], and an ingress port is reserved on every node",
              "choose another port, or PublishMode = \"host\" with a node for each");
}

void check_target(const use_of_port& target, report& found) {
  if (target.port == 0 && !found.spoiled(target.path()))
    found.error(target.path(), target.key + " = 0 is not a port to listen on", "1 to 65535 are allowed");
}

} // namespace

void check_ports(const settings& all, report& found) {
  std::vector<use_of_port> published;
  for (const auto& c : all.clusters) {
    published.push_back({&c, "PublishedPort", c.published_port});
    published.push_back({&c, "PublishedSSLPort", c.published_ssl_port});
    use_of_port plain{&c, "TargetPort", c.target_port}, tls{&c, "TargetSSLPort", c.target_ssl_port};
    check_target(plain, found);
    check_target(tls, found);
    check_pair(plain, tls, found);
  }
  for (std::size_t i = 0; i < published.size(); ++i)
    for (std::size_t j = i + 1; j < published.size(); ++j)
      check_pair(published[i], published[j], found);
}

} // namespace signalbox
