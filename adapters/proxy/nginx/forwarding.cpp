#include "adapters/proxy/nginx/forwarding.hpp"

#include "adapters/proxy/common/route_names.hpp"

#include <initializer_list>
#include <utility>

namespace signalbox {
namespace {

void write_map(nginx_writer& out, const std::string& header,
               std::initializer_list<std::pair<std::string, std::string>> values) {
  out.open("map " + header);
  for (const auto& [key, value] : values)
    out.put(key, value);
  out.close();
}

std::string or_own(std::uint16_t published) {
  return published == 0 ? std::string("$server_port") : std::to_string(published);
}

/// Values of the proxy itself.
void write_own(nginx_writer& out, const nginx_context& context) {
  write_map(out, "$http_host $given_host", {{"default", "$http_host"}, {"''", "$server_addr"}});
  write_map(out, "$request $application_host",
            {{"default", "$given_host"}, {"'~*^[^ ]+ +https?://(?<target_host>[^/?# ]+)'", "$target_host"}});
  write_map(
      out, "$scheme $own_port",
      {{"default", or_own(context.cluster.published_port)}, {"https", or_own(context.cluster.published_ssl_port)}});
}

/// Values of a trusted proxy replace them. Of a list of schemes the last is the trusted proxy's own.
void write_believed(nginx_writer& out, const nginx_context& context) {
  out.open("geo $realip_remote_addr $from_balancer");
  out.put("default", "0");
  for (const auto& range : context.options.list("TrustedProxies"))
    out.put(range, "1");
  out.close();
  write_map(out, "$from_balancer:$http_x_forwarded_for $forwarded_for",
            {{"default", "$remote_addr"}, {"'~^1:.'", "'$http_x_forwarded_for, $realip_remote_addr'"}});
  write_map(out, "$from_balancer:$http_x_forwarded_proto $forwarded_proto",
            {{"default", "$scheme"},
             {"'~*^1:(?:.*,)? *(?:https|wss) *$'", "https"},
             {"'~*^1:(?:.*,)? *(?:http|ws) *$'", "http"}});
  write_map(out, "$from_balancer:$http_x_forwarded_host $forwarded_host",
            {{"default", "$application_host"}, {"'~^1:(?<balancer_host>[^, ]+)$'", "$balancer_host"}});
  write_map(out, "$from_balancer:$forwarded_proto:$http_x_forwarded_port $forwarded_port",
            {{"default", "$own_port"},
             {"'~^1:[a-z]+:(?<balancer_port>[0-9]+)$'", "$balancer_port"},
             {"'~^1:https:'", "443"},
             {"'~^1:http:'", "80"}});
  write_map(out, "$from_balancer:$http_x_forwarded_prefix $forwarded_prefix",
            {{"default", "''"}, {"'~^1:(?<balancer_prefix>/[!-~]*)$'", "$balancer_prefix"}});
  write_map(out, "$from_balancer $redirect_port",
            {{"default", published_tls_port(context.cluster).empty() ? "''" : published_tls_port(context.cluster)},
             {"1", "''"}});
}

/// `Forwarded`, with quotes where RFC 7239 requires them.
void write_description(nginx_writer& out, const forwarded_variables& values, bool trusted) {
  write_map(out, "$remote_addr $forwarded_node", {{"default", "$remote_addr"}, {"'~:'", "'\"[$remote_addr]\"'"}});
  write_map(out, values.host + " $described_host",
            {{"default", "''"}, {"'~^[A-Za-z0-9._:\\[\\]-]+$'", "';host=\"" + values.host + "\"'"}});
  const auto own = "for=$forwarded_node$described_host;proto=" + values.scheme;
  if (trusted)
    write_map(out, "$from_balancer:$http_forwarded $forwarded",
              {{"default", '\'' + own + '\''}, {"'~^1:.'", "'$http_forwarded, " + own + '\''}});
  else
    write_map(out, "$remote_addr $forwarded", {{"default", '\'' + own + '\''}});
}

} // namespace

forwarded_variables forwarded_by(const nginx_context& context) {
  const std::string description = context.options["ForwardedHeader"] == "on" ? "$forwarded" : "";
  if (context.trusts_proxies)
    return {"$forwarded_for",  "$forwarded_proto",  "$forwarded_host",
            "$forwarded_port", "$forwarded_prefix", description};
  return {"$remote_addr", "$scheme", application_host, "$own_port", "", description};
}

void write_forwarding(nginx_writer& out, const nginx_context& context) {
  write_own(out, context);
  if (context.trusts_proxies)
    write_believed(out, context);
  if (const auto values = forwarded_by(context); !values.description.empty())
    write_description(out, values, context.trusts_proxies);
}

void write_real_addresses(nginx_writer& out, const nginx_context& context) {
  for (const auto* key : {"ProxyProtocolFrom", "TrustedProxies"})
    for (const auto& range : context.options.list(key))
      out.put("set_real_ip_from", range);
  if (context.passes_tls)
    out.put("set_real_ip_from", "127.0.0.1");
  if (context.trusts_proxies) {
    out.put("real_ip_header", "X-Forwarded-For");
    out.put("real_ip_recursive", "on");
  } else if (context.behind_proxy || context.passes_tls) {
    out.put("real_ip_header", "proxy_protocol");
  }
}

std::string redirect_port(const nginx_context& context) {
  return context.trusts_proxies ? "$redirect_port" : published_tls_port(context.cluster);
}

} // namespace signalbox
