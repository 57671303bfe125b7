// The TOML file as typed values. Names follow Interlock's keys one by one.
#pragma once
#include "messages/identity.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace signalbox {

enum class publish_mode { ingress, host };

using label_map = std::map<std::string, std::string>;

/// A value of the `Config` table as the file contains it; durations and sizes stay strings.
using option_value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// `[Extensions.<name>.Config]`: keys in Interlock's canonical spelling (`RLimitNoFile`), passed to the extension.
using option_map = std::map<std::string, option_value>;

/// One `[Extensions.<name>]` block: an extension and its proxy service.
struct cluster_settings {
  cluster_id id;                 ///< name of the block
  std::string service_cluster;   ///< `ServiceCluster`, matched exactly; empty matches applications without the label
  std::string image;             ///< `Image` of the extension; empty: the renderer built into core
  std::vector<std::string> args; ///< `Args`
  std::string service_name;      ///< `ServiceName`
  label_map labels;              ///< `Labels`
  label_map container_labels;    ///< `ContainerLabels`
  std::vector<std::string> constraints;                    ///< `Constraints`
  std::vector<std::string> preferences;                    ///< `PlacementPreferences`
  std::vector<std::string> networks;                       ///< `Networks`: names; a closed list when not empty
  std::string proxy_image = "nginx:alpine";                ///< `ProxyImage`
  std::vector<std::string> proxy_args;                     ///< `ProxyArgs`
  std::string proxy_service_name;                          ///< `ProxyServiceName`; default `interlock-proxy-<name>`
  std::string proxy_config_path = "/etc/nginx/nginx.conf"; ///< `ProxyConfigPath`
  std::uint64_t proxy_replicas = 1;                        ///< `ProxyReplicas`
  std::string proxy_stop_signal = "SIGQUIT";               ///< `ProxyStopSignal`
  std::chrono::nanoseconds proxy_stop_grace = std::chrono::seconds(5); ///< `ProxyStopGracePeriod`
  std::vector<std::string> proxy_constraints;                          ///< `ProxyConstraints`
  std::vector<std::string>
      proxy_preferences; ///< `ProxyPlacementPreferences`: `spread=node.labels.rack` or `node.labels.rack`
  std::optional<std::chrono::nanoseconds> proxy_update_delay; ///< `ProxyUpdateDelay`; none: see `desired_proxy_spec`
  label_map proxy_labels;                                     ///< `ProxyLabels`
  label_map proxy_container_labels;                           ///< `ProxyContainerLabels`
  publish_mode publish = publish_mode::ingress;               ///< `PublishMode`
  std::uint16_t published_port = 8080;                        ///< `PublishedPort`; 0: not published
  std::uint16_t target_port = 80;                             ///< `TargetPort`
  std::uint16_t published_ssl_port = 8443;                    ///< `PublishedSSLPort`; 0: not published
  std::uint16_t target_ssl_port = 443;                        ///< `TargetSSLPort`
  std::string template_name;                                  ///< `Template`: name of a Swarm config
  bool hitless = true;                                        ///< `HitlessServiceUpdate`
  std::string config_image;                                   ///< `ConfigImage`
  std::string config_service_name;                            ///< `ConfigServiceName`
  option_map config;                                          ///< `[Extensions.<name>.Config]`
  std::string core_name; ///< name of core's own Swarm service; not in the file, empty outside of a Swarm
  std::vector<std::string> core_networks; ///< ids of core's networks; not in the file
  std::string agent_token;   ///< token of this cluster's agents, derived from `AgentKeyFile`; not in the file
  std::string core_endpoint; ///< core for proxies, `http://tasks.interlock:8080`; not in the file, may be empty
};

/// Whether `[Extensions.<name>.Config]` names addresses under this key: `ProxyProtocolFrom`, `TrustedProxies`.
bool names_addresses(const cluster_settings& cluster, const char* key);

/// What the proxies of a cluster see of clients.
struct client_view {
  bool addresses = true;    ///< false: Swarm's mesh hides the clients' addresses (ingress mode)
  bool tls_outside = false; ///< a trusted proxy may end TLS in front of them
};
client_view clients_of(const cluster_settings& cluster);

/// Version of the program in the proxy's image. 0.0.0: unknown, treated as the oldest supported version.
struct program_version {
  std::uint32_t major = 0, minor = 0, patch = 0;
  auto operator<=>(const program_version&) const = default;
};

/// Parses `1.27.4`; nothing if the text is not a version.
std::optional<program_version> version_of(std::string_view text);
std::string to_string(const program_version& version);

/// The version in the option `Version`.
program_version proxy_version(const cluster_settings& cluster);

/// The whole file.
struct settings {
  std::string listen_addr = ":8080";                      ///< `ListenAddr`: `host:port`, `:port` or `port`
  std::string docker_url = "unix:///var/run/docker.sock"; ///< `DockerURL`: `unix://`, `tcp://`, `http://` or `https://`
  std::string tls_ca_cert, tls_cert, tls_key;             ///< `TLSCACert`, `TLSCert`, `TLSKey`: paths of PEM files
  bool allow_insecure = false;                            ///< `AllowInsecure`: the engine's certificate is not verified
  std::chrono::milliseconds poll_interval{3000};          ///< `PollInterval`: the resync interval
  std::string endpoint_override;                          ///< `EndpointOverride`
  std::string agent_key_file;                             ///< `AgentKeyFile`
  /// `SwarmControlSocket` and `SwarmCertificates`; if one is empty, tasks are polled.
  std::string swarm_control_socket = "/run/docker/swarm/control.sock";
  std::string swarm_certificates = "/var/lib/docker/swarm/certificates";
  std::vector<cluster_settings> clusters; ///< sorted by id, at least one
};

} // namespace signalbox
