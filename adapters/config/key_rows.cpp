#include "adapters/config/key_rows.hpp"

namespace signalbox {
namespace {

using s = settings;
using c = cluster_settings;

constexpr std::string_view no_config_service = "core hands over proxy configurations by itself";

} // namespace

std::span<const key_row<settings>> core_keys() {
  static const std::vector<key_row<settings>> rows = {
      {"ListenAddr", R"(":8080")", "Address of the HTTP server: `host:port`, `:port`, `port` or `unix:///path`.",
       &s::listen_addr, check_listen_addr},
      {"DockerURL", R"("unix:///var/run/docker.sock")",
       "The manager's Docker API: `unix://`, `tcp://`, `http://` or `https://`.", &s::docker_url, check_docker_url},
      {"TLSCACert", R"("")", "File with the certificate authority of the Docker API.", &s::tls_ca_cert},
      {"TLSCert", R"("")", "File with the client certificate for the Docker API.", &s::tls_cert},
      {"TLSKey", R"("")", "File with the key of `TLSCert`.", &s::tls_key},
      {"AllowInsecure", "false", "Does not verify the certificate of the Docker API.", &s::allow_insecure},
      {"PollInterval", R"("3s")", "Resync interval: how often everything is listed, whatever the events said.",
       &s::poll_interval},
      {"EndpointOverride", R"("")",
       "Address of core, `host:port` or a URL, that proxies and extensions use instead of the one found.",
       &s::endpoint_override, check_word},
      {"AgentKeyFile", R"("")",
       "File with a random key, a Docker secret of core: agents then have to show a token that is derived from it.",
       &s::agent_key_file},
      {"SwarmControlSocket", R"("/run/docker/swarm/control.sock")",
       "SwarmKit's socket, where the engine pushes changes of tasks; not there, or `\"\"`: tasks are polled.",
       &s::swarm_control_socket},
      {"SwarmCertificates", R"("/var/lib/docker/swarm/certificates")",
       "Folder of the node's own certificate and key, by which that socket knows a manager.", &s::swarm_certificates},
      {"Extensions", "", "One block `[Extensions.<name>]` a service cluster; at least one.", {}},
  };
  return rows;
}

std::span<const key_row<cluster_settings>> extension_keys() {
  static const std::vector<key_row<cluster_settings>> rows = {
      {"Image", R"("")",
       "Image of the extension, which then runs as a service; without it core renders for nginx itself.", &c::image,
       check_image},
      {"Args", "[]", "Arguments of the extension.", &c::args},
      {"ServiceName", R"("interlock-ext-<name>")", "Name of the extension's service; `interlock-ext` for `default`.",
       &c::service_name, check_service_name},
      {"Labels", "{}", "Labels of the extension's service.", &c::labels, check_proxy_label_key},
      {"ContainerLabels", "{}", "Labels of the extension's containers.", &c::container_labels, check_label_key},
      {"Constraints", "[]", "Where the extension may run.", &c::constraints, check_constraint},
      {"PlacementPreferences", "[]", "How the extension's tasks are spread.", &c::preferences, check_preference},
      {"Networks", "[]", "The only networks that the proxy joins; without it, those of the applications.", &c::networks,
       check_word},
      {"ProxyImage", R"("nginx:alpine")", "Image of the proxy.", &c::proxy_image, check_image},
      {"ProxyArgs", "[]", "Arguments of the proxy.", &c::proxy_args},
      {"ProxyServiceName", R"("interlock-proxy-<name>")",
       "Name of the proxy's service; `interlock-proxy` for `default`.", &c::proxy_service_name, check_service_name},
      {"ProxyConfigPath", R"("/etc/nginx/nginx.conf")", "Where the generated file is mounted in the proxy.",
       &c::proxy_config_path, check_absolute_path},
      {"ProxyReplicas", "1", "Number of proxy tasks.", &c::proxy_replicas},
      {"ProxyStopSignal", R"("SIGQUIT")", "Signal that makes the proxy finish its requests and stop.",
       &c::proxy_stop_signal, check_stop_signal},
      {"ProxyStopGracePeriod", R"("5s")", "Time between that signal and the kill.", &c::proxy_stop_grace},
      {"ProxyConstraints", "[]", "Where the proxy may run.", &c::proxy_constraints, check_constraint},
      {"ProxyPlacementPreferences", "[]", "How the proxy's tasks are spread.", &c::proxy_preferences, check_preference},
      {"ProxyUpdateDelay", R"("0s")",
       "Pause between two proxy tasks in a rolling update; without this key 2s where there are several, unless "
       "`HitlessServiceUpdate` is off.",
       &c::proxy_update_delay},
      {"ProxyLabels", "{}", "Labels of the proxy's service.", &c::proxy_labels, check_proxy_label_key},
      {"ProxyContainerLabels", "{}", "Labels of the proxy's containers.", &c::proxy_container_labels, check_label_key},
      {"ServiceCluster", R"("")",
       "Applications with this label `com.docker.lb.service_cluster` are routed; empty: those without it.",
       &c::service_cluster, check_service_cluster},
      {"PublishMode", R"("ingress")", "How the proxy's ports are published: `ingress` or `host`.", &c::publish},
      {"PublishedPort", "8080", "Published HTTP port; 0: none.", &c::published_port},
      {"TargetPort", "80", "The proxy's own HTTP port.", &c::target_port},
      {"PublishedSSLPort", "8443", "Published TLS port; 0: none.", &c::published_ssl_port},
      {"TargetSSLPort", "443", "The proxy's own TLS port.", &c::target_ssl_port},
      {"Template", R"("")", "Name of a Swarm config with a template, by which the extension renders.",
       &c::template_name, check_word},
      {"HitlessServiceUpdate", "true",
       "Changes of routes reach running proxy tasks through an agent; false: they replace the tasks.", &c::hitless},
      {"ConfigImage", R"("")", "Image of Interlock's helper for hitless updates.", &c::config_image, check_image,
       no_config_service},
      {"ConfigServiceName", R"("")", "Name of that helper's service.", &c::config_service_name, check_service_name,
       no_config_service},
      {"Config", "{}", "Options of the proxy's configuration, judged by its renderer.", &c::config},
  };
  return rows;
}

} // namespace signalbox
