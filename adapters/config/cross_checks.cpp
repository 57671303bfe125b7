#include "adapters/config/cross_checks.hpp"

#include "adapters/config/grammar.hpp"

#include <map>

namespace signalbox {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds shortest_poll = 100ms, longest_poll = 1h;

std::string path_of(const cluster_settings& cluster, const std::string& key) {
  return "Extensions." + cluster.id.value + '.' + key;
}

void check_tls_pair(const settings& all, report& found) {
  if (found.spoiled("TLSCert") || found.spoiled("TLSKey") || all.tls_cert.empty() == all.tls_key.empty())
    return;
  if (all.tls_key.empty())
    found.error("TLSCert", "TLSCert is there without TLSKey", "add TLSKey, the file with the key of this certificate");
  else
    found.error("TLSKey", "TLSKey is there without TLSCert", "add TLSCert, the file with the certificate of this key");
}

void check_tls_is_used(const settings& all, report& found) {
  bool in_the_clear = all.docker_url.starts_with("unix:") || all.docker_url.starts_with("http:");
  if (!in_the_clear || found.spoiled("DockerURL"))
    return;
  for (auto [key, file] :
       {std::pair{"TLSCACert", &all.tls_ca_cert}, {"TLSCert", &all.tls_cert}, {"TLSKey", &all.tls_key}})
    if (!file->empty())
      found.warning(key, std::string(key) + " is not used: DockerURL does not use TLS",
                    "remove it, or write DockerURL = \"tcp://…\"");
}

void check_poll_interval(const settings& all, report& found) {
  if (all.poll_interval >= shortest_poll && all.poll_interval <= longest_poll)
    return;
  found.error("PollInterval",
              all.poll_interval < shortest_poll ? "PollInterval is shorter than 100ms"
                                                : "PollInterval is longer than 1h",
              "it is only the resync interval, events come at once; \"3s\" is good");
}

/// Reports keys that must not have the same value, at the position of the later key.
class collisions {
public:
  explicit collisions(report& found) : found_(found) {}

  void take(const std::string& what, const std::string& path, const std::string& hint) {
    auto [other, is_first] = taken_.emplace(what, path);
    if (!is_first)
      found_.error(path, what + " is already that of " + other->second + " (" + found_.where(other->second) + ')',
                   hint);
  }

private:
  report& found_;
  std::map<std::string, std::string> taken_;
};

void check_names(const settings& all, report& found) {
  collisions services(found), clusters(found);
  for (const auto& cluster : all.clusters) {
    for (bool proxy : {false, true}) {
      auto path = path_of(cluster, proxy ? "ProxyServiceName" : "ServiceName");
      const auto& name = proxy ? cluster.proxy_service_name : cluster.service_name;
      if (found.spoiled(path))
        continue;
      if (auto wrong = check_service_name(name); wrong && !check_block_name(cluster.id.value))
        found.error(path, "the name \"" + printable(name) + "\" made from the block's " + wrong->what,
                    std::string("set ") + (proxy ? "ProxyServiceName" : "ServiceName"));
      services.take("the service name \"" + name + '"', path, "every service needs a name of its own");
    }
    if (auto path = path_of(cluster, "ServiceCluster"); !found.spoiled(path))
      clusters.take("ServiceCluster \"" + cluster.service_cluster + '"', path,
                    "give each block its own: an application belongs to one cluster");
  }
}

void check_replicas(const cluster_settings& cluster, report& found) {
  if (cluster.proxy_replicas == 0)
    found.warning(path_of(cluster, "ProxyReplicas"), "ProxyReplicas = 0: no proxy task runs, so nothing is routed",
                  "write 1 or more to route");
}

void check_extension_keys(const cluster_settings& cluster, report& found) {
  const std::pair<const char*, bool> keys[] = {{"Args", cluster.args.empty()},
                                               {"Labels", cluster.labels.empty()},
                                               {"ContainerLabels", cluster.container_labels.empty()},
                                               {"Constraints", cluster.constraints.empty()},
                                               {"PlacementPreferences", cluster.preferences.empty()},
                                               {"Template", cluster.template_name.empty()}};
  if (cluster.image.empty())
    for (const auto& [key, empty] : keys)
      if (!empty)
        found.warning(path_of(cluster, key), std::string{key} + " has no effect without Image: core renders by itself",
                      "set Image to that of an extension, or remove the key");
}

} // namespace

void check_core(const settings& all, report& found) {
  check_tls_pair(all, found);
  check_tls_is_used(all, found);
  check_poll_interval(all, found);
}

void check_clusters(const settings& all, report& found) {
  check_names(all, found);
  for (const auto& cluster : all.clusters) {
    check_replicas(cluster, found);
    check_extension_keys(cluster, found);
  }
}

} // namespace signalbox
