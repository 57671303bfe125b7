#include "adapters/proxy/nginx/subrequests.hpp"

#include "adapters/proxy/nginx/forwarding.hpp"
#include "adapters/proxy/nginx/headers.hpp"
#include "adapters/proxy/nginx/proxy_target.hpp"

namespace signalbox {
namespace {

/// The request without its body, with the headers of the destination's host.
void write_question(nginx_writer& out, const destination& to, header_map own, const nginx_context& context) {
  own.emplace("host", to.host->host);
  own.emplace("content-length", "");
  own.emplace("transfer-encoding", "");
  for (const char* name :
       {"if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range"})
    own.emplace(name, ""); // they are about the page that was asked for
  out.put("proxy_pass_request_body", "off");
  out.put("proxy_method", "GET");
  write_request_headers(out, {std::move(own)}, context);
  write_tls_to(out, *to.path, to.host->host);
}

/// What the auth service gets to know of the request, in the names of Traefik and of nginx's users. Of the same family
/// nothing passes that the client sent.
header_map asked(const nginx_context& context) {
  const auto forwarded = forwarded_by(context);
  // The host that was routed: a balancer may pass on what the client wrote into X-Forwarded-Host.
  const auto url = forwarded.scheme + "://" + application_host + "$request_uri";
  header_map all{{"x-forwarded-method", "$request_method"},
                 {"x-forwarded-uri", "$request_uri"},
                 {"x-original-method", "$request_method"},
                 {"x-original-uri", "$request_uri"},
                 {"x-original-url", url},
                 {"x-forwarded-prefix", ""},
                 {"x-forwarded-host", application_host}};
  for (const char* name : {"x-auth-request-redirect", "x-forwarded-path", "x-forwarded-scheme", "x-forwarded-server",
                           "x-forwarded-ssl", "x-forwarded-user", "x-rewrite-url", "x-sent-from"})
    all.emplace(name, "");
  return all;
}

std::string auth_path(const std::string& id) { return "/.signalbox/auth/" + id; }

} // namespace

void write_auth_request(nginx_writer& out, const std::string& id, const route_settings& settings) {
  out.put("auth_request", auth_path(id));
  for (const auto& name : settings.auth_headers.value_or(std::vector<std::string>{}))
    out.put("auth_request_set", "$auth_" + variable_of(name) + " $upstream_http_" + variable_of(name));
  out.put("auth_request_set", "$auth_set_cookie $upstream_http_set_cookie");
}

std::string requested_again(const route_settings& settings) {
  if (settings.error_pages)
    return {};
  return std::string(settings.basic_auth ? "" : "401 ") + (settings.allow_from || settings.deny_from ? "" : "403 ") +
         "500";
}

void write_auth_locations(nginx_writer& out, const std::string& id, const route_settings& settings,
                          const nginx_context& context) {
  const auto& ref = *settings.auth;
  const auto to = find_destination(context, ref);
  const auto url = to.pass.empty() ? std::string{} : url_of(*to.path, to.pass) + path_seen_by(*to.path, ref.path);
  out.open("location = " + auth_path(id));
  out.line("internal");
  if (to.pass.empty()) {
    out.put("return", "503");
  } else {
    write_question(out, to, asked(context), context);
    write_own_timeouts(out, settings, context.options);
    out.put("proxy_pass", url);
  }
  out.close();
  if (to.pass.empty() || settings.error_pages)
    return;
  out.open("location @auth-" + id);
  out.put("client_max_body_size", "0");
  write_question(out, to, asked(context), context);
  write_own_timeouts(out, settings, context.options);
  write_hidden_headers(out, context.options, "proxy");
  out.put("proxy_hide_header", "www-authenticate"); // `auth_request` has added it already
  out.put("rewrite", "^ " + path_seen_by(*to.path, ref.path) + "? break");
  out.put("proxy_pass", url_of(*to.path, to.pass));
  out.close();
}

void write_error_location(nginx_writer& out, const std::string& id, const route_ref& ref,
                          const nginx_context& context) {
  const auto to = find_destination(context, ref);
  out.open("location @errors-" + id);
  if (to.pass.empty()) {
    out.put("return", "503");
  } else {
    write_question(out, to, {}, context);
    out.put("rewrite", "^ " + path_seen_by(*to.path, ref.path + '/') + "$status.html? break");
    out.put("proxy_pass", url_of(*to.path, to.pass));
  }
  out.close();
}

} // namespace signalbox
