// The route table of a cluster: the input of every renderer.
#pragma once
#include "messages/identity.hpp"
#include "messages/members.hpp"
#include "messages/problem.hpp"
#include "messages/route_settings.hpp"
#include "messages/swarm.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

/// An address that a proxy sends requests to.
struct target {
  std::string address; ///< IPv4 or IPv6, without brackets
  std::uint16_t port = 0;
  auto operator<=>(const target&) const = default;
};

template <std::same_as<target> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"address", &T::address}, member{"port", &T::port}};
}

/// A header or cookie that selects one service for a request.
struct canary_mark {
  std::string name;  ///< name of the header or cookie
  std::string value; ///< empty: any value
  auto operator<=>(const canary_mark&) const = default;
};

template <std::same_as<canary_mark> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"name", &T::name}, member{"value", &T::value}};
}

/// One service behind a path.
struct backend {
  std::string service;           ///< name of the service, for messages
  std::vector<target> targets{}; ///< sorted, each once
  std::string dns_name{};        ///< the proxy resolves the targets with Swarm's DNS; `targets` is empty then
  std::uint16_t dns_port = 0;    ///< port for `dns_name`
  std::optional<std::uint32_t> max_fails{};    ///< failures after which a target is skipped; 0: never
  std::optional<whole_seconds> fail_timeout{}; ///< period for counting failures and for skipping a target
  std::optional<std::uint32_t> weight{}; ///< percent of the path's requests, 0 to 100, independent of the replicas
  std::optional<canary_mark> canary_header{}, canary_cookie{};
  auto operator<=>(const backend&) const = default;
  /// Whether there is a target or a name to send a request to.
  bool answers() const { return !targets.empty() || !dns_name.empty(); }
};

template <std::same_as<backend> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"service", &T::service},
                    member{"targets", &T::targets},
                    member{"dns_name", &T::dns_name},
                    member{"dns_port", &T::dns_port},
                    member{"max_fails", &T::max_fails},
                    member{"fail_timeout", &T::fail_timeout},
                    member{"weight", &T::weight},
                    member{"canary_header", &T::canary_header},
                    member{"canary_cookie", &T::canary_cookie}};
}

/// A path of a host, with everything below it, and the services that serve it.
struct path_route {
  std::string path = "/"; ///< `/`, or segments without `/` at the end: `/app`
  std::string strip;      ///< context root that is removed before the tasks; empty: the tasks receive the whole path
  bool upgrades = false;  ///< connections may be upgraded to WebSocket
  std::vector<backend> backends; ///< sorted by service
  route_settings settings;
  auto operator<=>(const path_route&) const = default;
};

template <std::same_as<path_route> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"path", &T::path}, member{"strip", &T::strip}, member{"upgrades", &T::upgrades},
                    member{"backends", &T::backends}, member{"settings", &T::settings}};
}

/// Whether `path` is `root` or below it: `/app/x` is below `/app`, `/apple` is not.
bool is_below(const std::string& path, const std::string& root);

/// Order of a host's paths: the longest first, then by name.
bool longer_first(const path_route& a, const path_route& b);

/// A redirect of all requests for a host.
struct redirect {
  std::string to;             ///< scheme, host and optional path, prepended to the requested path
  std::uint16_t status = 302; ///< 301, 302, 307 or 308
  auto operator<=>(const redirect&) const = default;
};

template <std::same_as<redirect> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"to", &T::to}, member{"status", &T::status}};
}

/// One host name and the services that serve it.
struct host_route {
  std::string host; ///< checked, lower case; `*.a.b` for all below `a.b`; empty: hosts that no other service serves
  std::vector<path_route> paths; ///< longest path first; empty: the host only redirects
  std::string certificate, key;  ///< names of secrets; no certificate: no HTTPS; `key` empty: in the same secret
  std::string certified_by;      ///< the service whose label names the certificate
  bool passthrough = false;      ///< TLS connections are passed to the tasks of path `/` without decryption
  std::optional<redirect> from_http, from_https;
  auto operator<=>(const host_route&) const = default;
};

template <std::same_as<host_route> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"host", &T::host},
                    member{"paths", &T::paths},
                    member{"certificate", &T::certificate},
                    member{"key", &T::key},
                    member{"certified_by", &T::certified_by},
                    member{"passthrough", &T::passthrough},
                    member{"from_http", &T::from_http},
                    member{"from_https", &T::from_https}};
}

/// Sorted by host; every text from a label has passed its grammar. Extensions receive the hosts only.
struct route_table {
  std::vector<host_route> hosts;
  std::vector<swarm_network> networks;    ///< networks that the proxy must join, sorted
  std::set<std::string> secrets{};        ///< names of the secrets that the proxy must mount
  std::map<std::string, digest> labels{}; ///< digest of the labels of each routed service
  auto operator<=>(const route_table&) const = default;
};

template <std::same_as<route_table> T>
constexpr auto members_of(std::type_identity<T>) {
  return std::tuple{member{"hosts", &T::hosts}, member{"networks", &T::networks}, member{"secrets", &T::secrets},
                    member{"labels", &T::labels}};
}

/// The table without the routes of these services.
route_table without(route_table routes, const std::set<std::string>& services);

/// Outcome of a service with routing labels.
struct service_status {
  std::string id, name;
  bool routed = false;
  std::vector<std::string> hosts;
  std::size_t targets = 0;
  problems found;
  std::string network{}; ///< network of the requests; empty: not routed, or reached by its nodes' published ports
  auto operator<=>(const service_status&) const = default;
};

/// Fact: the cluster derived this table.
struct routes_changed {
  cluster_id cluster;
  revision rev;
  digest sum;
  std::shared_ptr<const route_table> routes;
  bool settled = true; ///< false while the source view is converging
};

} // namespace signalbox
