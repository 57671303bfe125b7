#include "adapters/nginx/renderer.hpp"

#include "adapters/nginx/config_text.hpp"
#include "adapters/nginx/directives.hpp"
#include "adapters/nginx/host_blocks.hpp"
#include "adapters/nginx/options.hpp"

#include <algorithm>
#include <set>

namespace signalbox {
namespace {

constexpr std::string_view opening =
    "# Written by Signalbox: the next change of a route overwrites what is changed here.\n";

/// Directives that may be there several times, so that an operator's own do not replace ours.
const std::set<std::string> repeatable{"add_header", "access_log",       "error_log", "include", "log_format",
                                       "map",        "proxy_set_header", "server",    "upstream"};

/// What an operator wrote by hand wins over what would be written here.
std::set<std::string> replaced_by(const std::string& lines) {
  std::set<std::string> names;
  for (auto& name : scan_directives(lines).names)
    if (!repeatable.contains(name))
      names.insert(std::move(name));
  return names;
}

void write_main(config_text& out, const nginx_options& options) {
  const auto replaced = replaced_by(options["GlobalOptions"]);
  out.leave_out(replaced);
  out.put("user", options["User"]);
  out.put("worker_processes", options["WorkerProcesses"]);
  out.put("worker_rlimit_nofile", options["RLimitNoFile"]);
  out.put("error_log", options["ErrorLogPath"] + " warn");
  out.put("pid", options["PidPath"]);
  out.raw(options["GlobalOptions"]);
  out.leave_out({});
  if (replaced.contains("events"))
    return;
  out.open("events");
  out.put("worker_connections", options["MaxConnections"]);
  out.close();
}

void write_maps(config_text& out) {
  out.open("map $http_x_request_id $reqid");
  out.put("default", "$request_id");
  out.put("'~^[!-~]{1,128}$'", "$http_x_request_id"); // a client's own id, if it is a plain one
  out.close();
  out.open("map $http_upgrade $connection_upgrade");
  out.put("default", "upgrade");
  out.put("''", "close");
  out.close();
}

void write_logs(config_text& out, const nginx_options& options) {
  out.put("log_format main", options["MainLogFormat"]);
  out.put("log_format trace", options["TraceLogFormat"]);
  const auto& path = options["AccessLogPath"];
  out.put("access_log", path == "off" ? path : path + " main");
}

void write_client_settings(config_text& out, const nginx_options& options) {
  out.put("sendfile", "on");
  out.put("keepalive_timeout", options["KeepaliveTimeout"]);
  out.since("1.27.4", "keepalive_min_timeout", "10s"); // a reload lets a kept connection finish what is on its way
  out.put("client_max_body_size", options["ClientMaxBodySize"]);
  out.put("client_body_buffer_size", options["ClientBodyBufferSize"]);
  out.put("client_body_timeout", options["ClientBodyTimeout"]);
  out.put("client_header_buffer_size", options["ClientHeaderBufferSize"]);
  out.put("large_client_header_buffers", options["LargeClientHeaderBuffers"]);
  out.put("underscores_in_headers", options["UnderscoresInHeaders"]);
  out.put("send_timeout", options["SendTimeout"] + 's');
}

void write_proxy_settings(config_text& out, const nginx_options& options) {
  out.put("proxy_connect_timeout", options["ConnectTimeout"] + 's');
  out.put("proxy_send_timeout", options["SendTimeout"] + 's');
  out.put("proxy_read_timeout", options["ReadTimeout"] + 's');
  out.put("proxy_http_version", options["HTTPVersion"]);
  out.put("proxy_next_upstream", "error timeout invalid_header http_500 http_502 http_503 http_504");
  out.put("proxy_set_header", "Host $http_host");
  out.put("proxy_set_header", "Connection ''");
  out.put("proxy_set_header", "X-Real-IP $remote_addr");
  out.put("proxy_set_header", "X-Forwarded-For $proxy_add_x_forwarded_for");
  out.put("proxy_set_header", "x-request-id $reqid");
}

/// Without `always`, as Interlock has them: errors that nginx answers itself do not carry them.
void write_info_headers(config_text& out, const nginx_options& options) {
  if (options["HideInfoHeaders"] == "on")
    return;
  out.put("add_header", "x-request-id $reqid");
  out.put("add_header", "x-proxy-id $hostname");
  out.put("add_header", "x-server-info '" + server_banner() + '\'');
  out.put("add_header", "x-upstream-addr $upstream_addr");
  out.put("add_header", "x-upstream-response-time $upstream_header_time");
}

void write_http_settings(config_text& out, const nginx_options& options, const merged_hosts& hosts) {
  const auto hash = name_hash(hosts, std::stoul(options["ServerNamesHashBucketSize"]));
  out.leave_out(replaced_by(options["HTTPOptions"]));
  out.put("include", "/etc/nginx/mime.types");
  out.put("default_type", "application/octet-stream");
  out.put("types_hash_max_size", "2048");
  out.put("server_names_hash_bucket_size", std::to_string(hash.bucket));
  out.put("server_names_hash_max_size", std::to_string(hash.table));
  write_maps(out);
  write_logs(out, options);
  write_client_settings(out, options);
  write_proxy_settings(out, options);
  write_info_headers(out, options);
  out.raw(options["HTTPOptions"]);
  out.leave_out({});
}

void write_http(config_text& out, const nginx_options& options, const merged_hosts& hosts, const route_table& routes,
                std::uint16_t port) {
  out.open("http");
  write_http_settings(out, options, hosts);
  out.gap();
  write_default_server(out, port);
  const auto zone = zone_size(hosts, std::stoul(options["UpstreamZoneSize"]));
  write_hosts(out, hosts, services_of_hosts(routes), {port, zone, options["HTTPVersion"] == "1.1"});
  out.close();
}

} // namespace

std::string server_banner() { return SIGNALBOX_BANNER; }

problems check_nginx_options(const cluster_settings& cluster) { return read_nginx_options(cluster).found; }

render_result render_nginx(const route_table& routes, const cluster_settings& cluster) {
  auto [options, found] = read_nginx_options(cluster);
  const auto hosts = merge_hosts(routes);
  std::erase_if(found, [](const problem& p) { return p.level == severity::warning; });
  const auto unfit = check_hosts(hosts);
  found.insert(found.end(), unfit.begin(), unfit.end());
  if (!found.empty())
    return render_failed{std::move(found)};
  config_text out;
  out.raw(opening);
  write_main(out, options);
  write_http(out, options, hosts, routes, cluster.target_port);
  return rendered_text{out.take()};
}

} // namespace signalbox
