#include "adapters/proxy/nginx/headers.hpp"

#include "adapters/proxy/common/route_names.hpp"
#include "messages/text/value_grammars.hpp"

#include <vector>

namespace signalbox {

std::string quoted(const std::string& value) {
  std::string text = "\"";
  for (const char c : value)
    text += c == '"' ? std::string("\\\"") : std::string(1, c);
  return text + '"';
}

void write_request_headers(nginx_writer& out, const header_map& own, bool upgrades) {
  std::vector<std::pair<std::string, std::string>> all{{"Host", "$http_host"},
                                                       {"Connection", upgrades ? "$connection_upgrade" : "''"},
                                                       {"X-Real-IP", "$remote_addr"},
                                                       {"X-Forwarded-For", "$proxy_add_x_forwarded_for"},
                                                       {"X-Forwarded-Proto", "$scheme"},
                                                       {"X-Forwarded-Host", "$http_host"},
                                                       {"X-Forwarded-Port", "$forwarded_port"},
                                                       {"x-request-id", "$reqid"}};
  if (upgrades)
    all.push_back({"Upgrade", "$http_upgrade"});
  std::erase_if(all, [&](const auto& h) { return own.contains(lowered(h.first)); });
  for (const auto& [name, value] : own)
    all.push_back({name, value.starts_with('$') ? value : quoted(value)});
  for (const auto& [name, value] : all)
    out.put("proxy_set_header", name + ' ' + value);
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
