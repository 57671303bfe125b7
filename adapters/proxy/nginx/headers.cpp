#include "adapters/proxy/nginx/headers.hpp"

#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/nginx/forwarding.hpp"
#include "messages/text/value_grammars.hpp"

#include <utility>
#include <vector>

namespace signalbox {
namespace {

using header_list = std::vector<std::pair<std::string, std::string>>;

/// Headers of one connection (RFC 9110, 7.6.1) that nginx passes on by default.
constexpr const char* hop_by_hop[] = {"HTTP2-Settings", "Proxy-Connection"};

header_list common_headers(const location_headers& location, const nginx_context& context) {
  const auto forwarded = forwarded_by(context);
  const auto prefix = forwarded.prefix + location.prefix;
  header_list all{{"Host", application_host},
                  {"Connection", location.module == "grpc" ? "''"
                                 : location.upgrades       ? "$connection_upgrade"
                                                           : "$kept_connection"},
                  {"X-Real-IP", "$remote_addr"},
                  {"X-Forwarded-For", forwarded.client},
                  {"X-Forwarded-Proto", forwarded.scheme},
                  {"X-Forwarded-Host", forwarded.host},
                  {"X-Forwarded-Port", forwarded.port},
                  {"X-Forwarded-Prefix", prefix.empty() ? "''" : prefix},
                  {"Forwarded", forwarded.description.empty() ? "''" : forwarded.description},
                  {"x-request-id", "$reqid"}};
  if (location.upgrades)
    all.push_back({"Upgrade", "$upgrade"});
  for (const auto* name : hop_by_hop)
    all.push_back({name, "''"});
  return all;
}

} // namespace

std::string quoted(const std::string& value) {
  std::string text = "\"";
  for (const char c : value)
    text += c == '"' ? std::string("\\\"") : std::string(1, c);
  return text + '"';
}

void write_request_headers(nginx_writer& out, const location_headers& location, const nginx_context& context) {
  auto all = common_headers(location, context);
  std::erase_if(all, [&](const auto& h) { return location.own.contains(lowered(h.first)); });
  for (const auto& [name, value] : location.own)
    all.push_back({name, value.starts_with('$') ? value : quoted(value)});
  for (const auto& [name, value] : all)
    out.put(location.module + "_set_header", name + ' ' + value);
}

void write_hidden_headers(nginx_writer& out, const proxy_options& options, const std::string& module) {
  if (options["HideInfoHeaders"] != "on")
    out.put(module + "_hide_header", "x-request-id");
}

/// Without `always`, as in Interlock: nginx's own error responses do not contain them.
void write_info_headers(nginx_writer& out, const proxy_options& options) {
  if (options["HideInfoHeaders"] == "on")
    return;
  out.put("add_header", "x-request-id $reqid");
  out.put("add_header", "x-proxy-id $hostname");
  out.put("add_header", "x-server-info '" + server_banner() + '\'');
  out.put("add_header", "x-upstream-addr $upstream_addr");
  out.put("add_header", "x-upstream-response-time $upstream_header_time");
}

} // namespace signalbox
