#include "adapters/proxy/nginx/locations.hpp"

#include "adapters/proxy/nginx/forwarding.hpp"
#include "adapters/proxy/nginx/headers.hpp"
#include "adapters/proxy/nginx/proxy_target.hpp"
#include "adapters/proxy/nginx/subrequests.hpp"
#include "adapters/proxy/nginx/upstreams.hpp"

#include <algorithm>
#include <vector>

namespace signalbox {
namespace {

constexpr const char* maintenance_page = "'<!doctype html><title>Maintenance</title><h1>Down for maintenance</h1>'";

/// The locations of one path.
class location_writer {
public:
  location_writer(nginx_writer& out, const host_route& host, const path_route& path, scheme by,
                  const nginx_context& context)
      : out_(out), host_(host), path_(path), s_(path.settings), by_(by), context_(context), id_(route_id(host, path)),
        pass_(pass_of(host, path)), module_(module_of(path)), again_(has_second_attempt(path) && !pass_.empty()) {}

  void write() {
    if (path_.path == "/") {
      open_and_fill("/");
    } else {
      if (path_.strip == path_.path)
        write_slash_redirect();
      else
        open_and_fill("= " + path_.path);
      open_and_fill(path_.path + '/');
    }
    if (only_redirects())
      return;
    if (asks_first())
      write_auth_locations(out_, id_, s_, context_);
    if (s_.error_pages)
      write_error_location(out_, id_, *s_.error_pages, context_);
    if (again_)
      write_second_attempt();
  }

private:
  /// Requests by HTTP go to HTTPS; behind a trusted proxy the client may have used HTTPS.
  bool redirects() const { return by_ == scheme::http && s_.tls_only.value_or(false); }
  bool only_redirects() const { return redirects() && !context_.trusts_proxies; }

  bool has_tasks() const { return !pass_.empty() && !s_.maintenance.value_or(false); }

  bool asks_first() const { return s_.auth && has_tasks(); }

  bool is_grpc() const { return s_.protocol == "grpc"; }

  /// A client that follows a 301 changes POST to GET.
  void write_slash_redirect() {
    const auto to = path_.path + "/$is_args$args";
    out_.open("location = " + path_.path);
    out_.raw("      if ($request_method !~ '^(?:GET|HEAD)$') { return 308 " + to + "; }\n");
    out_.put("return", "301 " + to);
    out_.close();
  }

  void open_and_fill(const std::string& where) {
    if (is_plain()) {
      out_.raw("    location " + where + " { proxy_pass http://" + pass_ + "; }\n");
      return;
    }
    out_.open("location " + where);
    fill();
    out_.close();
  }

  bool is_plain() const {
    return s_ == route_settings{} && !path_.upgrades && path_.strip.empty() && !pass_.empty() && !again_ &&
           !may_lead_nowhere(path_);
  }

  void fill() {
    if (redirects()) {
      const auto to = "308 https://$host" + redirect_port(context_) + "$request_uri";
      if (!context_.trusts_proxies)
        return out_.put("return", to);
      out_.raw("      if ($forwarded_proto = http) { return " + to + "; }\n");
    }
    who_may();
    compression();
    response_headers();
    error_pages();
    if (s_.maintenance.value_or(false)) {
      if (!s_.error_pages)
        out_.put("default_type", "text/html");
      return out_.put("return", s_.error_pages ? std::string("503") : std::string("503 ") + maintenance_page);
    }
    if (pass_.empty())
      return out_.put("return", "503");
    limits();
    if (may_lead_nowhere(path_))
      out_.raw("      if (" + pass_ + " = '') { return 503; }\n");
    if (!path_.strip.empty() && !s_.speaks_http2())
      out_.raw("      if ($rest_" + id_ + " = '') { return 400; }\n");
    if (again_)
      out_.put("proxy_next_upstream", "timeout");
    application(pass_);
  }

  void who_may() {
    for (const auto& range : s_.deny_from.value_or(std::vector<std::string>{}))
      out_.put("deny", range);
    for (const auto& range : s_.allow_from.value_or(std::vector<std::string>{}))
      out_.put("allow", range);
    if (s_.allow_from)
      out_.put("deny", "all");
    if (s_.basic_auth) {
      out_.put("auth_basic", "restricted");
      out_.put("auth_basic_user_file", secret_path(*s_.basic_auth));
    }
    if (asks_first())
      write_auth_request(out_, id_, s_);
    if (s_.rate) {
      out_.put("limit_req",
               "zone=rate-" + id_ + (s_.rate->burst ? " burst=" + std::to_string(s_.rate->burst) + " nodelay" : ""));
      out_.put("limit_req_status", "429");
    }
    if (s_.max_body)
      out_.put("client_max_body_size", *s_.max_body);
  }

  void limits() {
    write_own_timeouts(out_, s_, context_.options, module_);
    if (s_.speaks_http2()) // always streamed
      return;
    if (s_.buffering)
      out_.put("proxy_buffering", *s_.buffering ? "on" : "off");
    if (s_.request_buffering)
      out_.put("proxy_request_buffering", *s_.request_buffering ? "on" : "off");
  }

  void compression() {
    if (s_.gzip.value_or(false)) {
      out_.put("gzip", "on");
      out_.put("gzip_vary", "on");
      out_.put("gzip_proxied", "any");
      out_.put("gzip_types", "text/plain text/css text/xml application/json application/javascript application/xml "
                             "image/svg+xml");
    }
  }

  void error_pages() {
    if (s_.error_pages)
      write_replaced_errors(again_);
    if (again_)
      out_.put("error_page", "502 = @again-" + id_);
    if (is_grpc() && !s_.error_pages)
      out_.put("error_page", "502 503 504 = @unavailable");
    if (asks_first() && !requested_again(s_).empty())
      out_.put("error_page", requested_again(s_) + " = @auth-" + id_);
  }

  void write_replaced_errors(bool without_502) {
    std::string statuses;
    for (const auto status : error_statuses(s_))
      if (!without_502 || status != 502)
        statuses += std::to_string(status) + ' ';
    out_.put(module_ + "_intercept_errors", "on");
    if (!statuses.empty())
      out_.put("error_page", statuses + "@errors-" + id_);
  }

  /// `add_header` and `proxy_hide_header` of a location disable the inherited ones.
  void response_headers() {
    const auto headers = s_.response_headers.value_or(header_map{});
    const bool hsts = by_ == scheme::https && s_.hsts;
    for (const auto& [name, value] : headers)
      out_.put(module_ + "_hide_header", name);
    if (hsts)
      out_.put(module_ + "_hide_header", "strict-transport-security");
    if (!headers.empty() || hsts)
      write_hidden_headers(out_, context_.options, module_);
    for (const auto& [name, value] : headers)
      if (!value.empty())
        out_.put("add_header", name + ' ' + quoted(value) + " always");
    if (hsts)
      out_.put("add_header", "strict-transport-security \"" + *s_.hsts + "\" always");
    if (asks_first())
      out_.put("add_header", "set-cookie $auth_set_cookie always");
    const bool adds = std::any_of(headers.begin(), headers.end(), [](const auto& h) { return !h.second.empty(); });
    if (adds || hsts || asks_first())
      write_info_headers(out_, context_.options);
  }

  /// The request to the application, and its connection settings.
  void application(const std::string& pass) {
    location_headers headers{s_.request_headers.value_or(header_map{}), path_.upgrades && !s_.speaks_http2(),
                             path_.strip, module_};
    for (const auto& name :
         asks_first() ? s_.auth_headers.value_or(std::vector<std::string>{}) : std::vector<std::string>{})
      headers.own[name] = "$auth_" + variable_of(name);
    if (headers.needed())
      write_request_headers(out_, headers, context_);
    if (headers.upgrades && !context_.keep_alive)
      out_.put("proxy_http_version", "1.1");
    write_tls_to(out_, path_, host_.host);
    if (s_.speaks_http2()) {
      if (!path_.strip.empty()) // grpc_pass takes no path
        out_.put("rewrite", "'(?s)^" + in_regex(path_.strip) + "(/.*)$' $1 break");
      return out_.put("grpc_pass", url_of(path_, pass));
    }
    out_.put("proxy_pass", url_of(path_, pass) + (path_.strip.empty() ? "" : "$rest_" + id_));
  }

  /// Requests that no task has got go to another task, once; with the methods of `$seen` also those whose connection
  /// ended without an answer. `$no_task` selects the upstream whose tasks are never skipped.
  void write_second_attempt() {
    out_.open("location @again-" + id_);
    compression();
    response_headers();
    if (s_.error_pages) {
      out_.put("recursive_error_pages", "on");
      write_replaced_errors(false);
    }
    limits();
    out_.raw("      if ($seen) { return 502; }\n");
    out_.put("proxy_next_upstream", "timeout");
    application(pass_ + "$no_task");
    out_.close();
  }

  nginx_writer& out_;
  const host_route& host_;
  const path_route& path_;
  const route_settings& s_;
  scheme by_;
  const nginx_context& context_;
  const std::string id_, pass_, module_;
  const bool again_;
};

/// UNAVAILABLE, in the form that clients of gRPC expect.
void write_unavailable(nginx_writer& out) {
  out.open("location @unavailable");
  out.put("default_type", "application/grpc");
  out.put("add_header", "grpc-status 14 always");
  out.put("add_header", "grpc-message unavailable always");
  out.put("return", "200 ''");
  out.close();
}

} // namespace

std::string locations_of(const host_route& host, scheme by, const nginx_context& context) {
  nginx_writer out(2);
  for (const auto& path : host.paths)
    location_writer(out, host, path, by, context).write();
  if (std::any_of(host.paths.begin(), host.paths.end(), [](const auto& p) { return p.settings.protocol == "grpc"; }))
    write_unavailable(out);
  if (host.paths.empty() || host.paths.back().path != "/")
    out.raw("    location / { return 404; }\n");
  return out.take();
}

void write_rate_zones(nginx_writer& out, const host_route& host) {
  for (const auto& path : host.paths)
    if (path.settings.rate)
      out.put("limit_req_zone", "$binary_remote_addr zone=rate-" + route_id(host, path) +
                                    ":512k rate=" + std::to_string(path.settings.rate->per_second) + "r/s");
}

} // namespace signalbox
