#include "adapters/proxy/nginx/renderer.hpp"

#include "adapters/proxy/common/options.hpp"
#include "adapters/proxy/common/route_checks.hpp"
#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/nginx/directives.hpp"
#include "adapters/proxy/nginx/forwarding.hpp"
#include "adapters/proxy/nginx/headers.hpp"
#include "adapters/proxy/nginx/host_blocks.hpp"
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_option_table.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"
#include "adapters/proxy/nginx/stream_block.hpp"
#include "adapters/proxy/nginx/upstreams.hpp"

#include <algorithm>
#include <set>

namespace signalbox {
namespace {

constexpr std::string_view opening =
    "# Written by Signalbox: the next change of a route overwrites what is changed here.\n";

/// Directives that may occur several times, so that an operator's own do not replace the rendered ones.
const std::set<std::string> repeatable{"add_header", "access_log",       "error_log", "include",          "log_format",
                                       "map",        "proxy_set_header", "server",    "set_real_ip_from", "upstream"};

/// The operator's raw directives replace rendered ones.
std::set<std::string> replaced_by(const std::string& lines) {
  std::set<std::string> names;
  for (auto& name : scan_directives(lines).names)
    if (!repeatable.contains(name))
      names.insert(std::move(name));
  return names;
}

void write_main(nginx_writer& out, const nginx_context& context) {
  const auto& options = context.options;
  const auto replaced = replaced_by(options["GlobalOptions"]);
  out.leave_out(replaced);
  out.put("user", options["User"]);
  out.put("worker_processes", options["WorkerProcesses"]);
  out.put("worker_rlimit_nofile", options["RLimitNoFile"]);
  out.put("error_log", options["ErrorLogPath"] + " warn");
  out.put("pid", options["PidPath"]);
  if (needs_stream(context)) // for images with `stream` as a dynamic module; others have no such folder
    out.put("include", "/etc/nginx/modules-enabled/*.conf");
  out.raw(options["GlobalOptions"]);
  out.leave_out({});
  if (replaced.contains("events"))
    return;
  out.open("events");
  out.put("worker_connections", options["MaxConnections"]);
  out.close();
}

/// Connections to tasks are kept and shared, except those that NTLM and Negotiate authenticate: their next request
/// would be that of another user.
void write_connections(nginx_writer& out) {
  out.open("map $http_authorization $kept_connection");
  out.put("default", "''");
  out.put("'~*^(?:NTLM|Negotiate)(?: |$)'", "close");
  out.close();
  out.open("map $http_upgrade $upgrade");
  out.put("default", "''");
  out.put("'~*^websocket$'", "websocket");
  out.close();
  out.open("map $upgrade $connection_upgrade");
  out.put("default", "$kept_connection");
  out.put("websocket", "upgrade");
  out.close();
}

void write_maps(nginx_writer& out, const nginx_context& context) {
  out.open("map $http_x_request_id $reqid");
  out.put("default", "$request_id");
  out.put("'~^[!-~]{1,128}$'", "$http_x_request_id"); // the client's own id, if it is printable and short
  out.close();
  write_connections(out);
  write_forwarding(out, context);
  write_sticky_cookies(out, context.routes);
  write_rests(out, context.routes);
  write_second_attempts(out, context.routes);
}

void write_logs(nginx_writer& out, const proxy_options& options) {
  out.put("log_format main", options["MainLogFormat"]);
  out.put("log_format trace", options["TraceLogFormat"]);
  const auto& path = options["AccessLogPath"];
  out.put("access_log", path == "off" ? path : path + " main");
}

void write_client_settings(nginx_writer& out, const nginx_context& context) {
  const auto& options = context.options;
  out.put("sendfile", "on");
  out.put("server_tokens", "off");
  out.put("absolute_redirect", "off");
  out.put("keepalive_timeout", options["KeepaliveTimeout"]);
  out.since("1.27.4", "keepalive_min_timeout", "10s"); // at a reload, kept connections complete requests in transit
  out.put("client_max_body_size", options["ClientMaxBodySize"]);
  out.put("client_body_buffer_size", options["ClientBodyBufferSize"]);
  out.put("client_body_timeout", options["ClientBodyTimeout"]);
  out.put("client_header_buffer_size", options["ClientHeaderBufferSize"]);
  out.put("large_client_header_buffers", options["LargeClientHeaderBuffers"]);
  out.put("underscores_in_headers", options["UnderscoresInHeaders"]);
  out.put("send_timeout", options["SendTimeout"] + 's');
  write_real_addresses(out, context);
}

void write_tls_settings(nginx_writer& out, const proxy_options& options) {
  out.put("ssl_protocols", options["SSLProtocols"]);
  out.put("ssl_ciphers", options["SSLCiphers"]);
  out.put("ssl_prefer_server_ciphers", "on");
  out.put("ssl_session_cache", "shared:tls:10m");
  out.put("ssl_session_timeout", "1h");
  out.put("ssl_session_tickets", "off");
  if (!options["SSLDefaultDHParamPath"].empty())
    out.put("ssl_dhparam", options["SSLDefaultDHParamPath"]);
}

/// nginx would replace `Date` and `Server`, and would obey the others: X-Accel-Redirect opens any location.
void write_passed_headers(nginx_writer& out, const std::string& module) {
  out.put(module + "_pass_header", "Date");
  out.put(module + "_pass_header", "Server");
  out.put(module + "_ignore_headers", module == "grpc" ? "X-Accel-Redirect X-Accel-Charset"
                                                       : "X-Accel-Redirect X-Accel-Limit-Rate X-Accel-Charset");
}

void write_proxy_settings(nginx_writer& out, const nginx_context& context) {
  const auto& options = context.options;
  write_timeouts(out, task_timeouts(options));
  out.put("proxy_http_version", options["HTTPVersion"]);
  out.put("proxy_next_upstream", "error timeout"); // an answer is an answer, whatever its status
  out.put("proxy_socket_keepalive", "on");
  write_passed_headers(out, "proxy");
  out.put("proxy_buffering", "off");
  out.put("proxy_buffer_size", options["ProxyBufferSize"]);
  out.put("proxy_buffers", "8 " + options["ProxyBufferSize"]);
  write_hidden_headers(out, options, "proxy");
  write_request_headers(out, {}, context);
}

/// The same for tasks that speak HTTP/2.
void write_grpc_settings(nginx_writer& out, const nginx_context& context) {
  write_timeouts(out, task_timeouts(context.options), "grpc");
  out.put("grpc_next_upstream", "error timeout");
  out.put("grpc_socket_keepalive", "on");
  write_passed_headers(out, "grpc");
  out.put("grpc_buffer_size", context.options["ProxyBufferSize"]);
  write_hidden_headers(out, context.options, "grpc");
  location_headers headers;
  headers.module = "grpc";
  write_request_headers(out, headers, context);
}

bool resolves(const route_table& routes) {
  return std::any_of(routes.hosts.begin(), routes.hosts.end(), [](const auto& h) {
    return !h.passthrough && std::any_of(h.paths.begin(), h.paths.end(), [](const auto& p) { return asks_dns(p); });
  });
}

/// Variables and map keys come from the routes; nginx's default sizes suffice for about a hundred.
void write_hash_sizes(nginx_writer& out, const nginx_context& context) {
  const auto hash = name_hash(context.routes, std::stoul(context.options["ServerNamesHashBucketSize"]));
  out.put("server_names_hash_bucket_size", std::to_string(hash.bucket));
  out.put("server_names_hash_max_size", std::to_string(hash.table));
  std::size_t variables = 0;
  for (const auto& host : context.routes.hosts)
    for (const auto& path : host.paths)
      variables += 2 + (path.settings.sticky_cookie ? 2 : 0) + 3 * path.backends.size() +
                   path.settings.auth_headers.value_or(std::vector<std::string>{}).size();
  out.put("variables_hash_bucket_size", "128");
  out.put("variables_hash_max_size", std::to_string(hash_for(variables, 1, 64).table));
  out.put("map_hash_bucket_size", "256");
}

void write_http_settings(nginx_writer& out, const nginx_context& context) {
  const auto& options = context.options;
  out.leave_out(replaced_by(options["HTTPOptions"]));
  out.put("include", "/etc/nginx/mime.types");
  out.put("default_type", "application/octet-stream");
  out.put("types_hash_max_size", "2048");
  write_hash_sizes(out, context);
  write_maps(out, context);
  write_logs(out, options);
  write_client_settings(out, context);
  if (context.terminates)
    write_tls_settings(out, options);
  if (resolves(context.routes))
    write_resolver(out);
  write_proxy_settings(out, context);
  if (context.speaks_http2)
    write_grpc_settings(out, context);
  write_info_headers(out, options);
  out.raw(options["HTTPOptions"]);
  out.leave_out({});
}

void write_http(nginx_writer& out, const nginx_context& context) {
  out.open("http");
  write_http_settings(out, context);
  out.gap();
  write_default_servers(out, context);
  write_hosts(out, context);
  out.close();
}

} // namespace

problems check_nginx_options(const cluster_settings& cluster) {
  auto [options, found] = read_proxy_options(cluster, nginx_option_table());
  if (!options["TrustedProxies"].empty() && !options["ProxyProtocolFrom"].empty())
    found.push_back({severity::error,
                     {},
                     "[Extensions." + printable(cluster.id.value) + ".Config].TrustedProxies",
                     "nginx takes the client's address from the PROXY protocol or from X-Forwarded-For, not from both",
                     "remove ProxyProtocolFrom or TrustedProxies"});
  return found;
}

render_result render_nginx(const route_table& unsorted, const cluster_settings& cluster) {
  if (auto found = why_not_rendered(check_nginx_options(cluster), unsorted); !found.empty())
    return render_failed{std::move(found)};
  const auto options = read_proxy_options(cluster, nginx_option_table()).options;
  const auto routes = sorted(unsorted);
  const nginx_context context(routes, cluster, options);
  nginx_writer out;
  out.raw(opening);
  write_main(out, context);
  write_http(out, context);
  if (needs_stream(context))
    write_stream(out, context);
  return rendered_text{out.take(), {}, "nginx"};
}

} // namespace signalbox
