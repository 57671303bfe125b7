#include "adapters/proxy/nginx/locations.hpp"

#include "adapters/proxy/nginx/headers.hpp"
#include "adapters/proxy/nginx/upstreams.hpp"

#include <algorithm>
#include <vector>

namespace signalbox {
namespace {

constexpr const char* maintenance_page = "'<!doctype html><title>Maintenance</title><h1>Down for maintenance</h1>'";

std::string secret_file(const std::string& name) { return "/run/secrets/" + name; }

std::string in_seconds(whole_seconds time) { return std::to_string(time.count()) + 's'; }

/// The route that a reference to another host of the table means; null if there is none.
struct destination {
  const host_route* host = nullptr;
  const path_route* path = nullptr;
};

destination find(const route_table& routes, const route_ref& ref) {
  for (const auto& h : routes.hosts)
    if (h.host == ref.host)
      for (const auto& p : h.paths) // longest first
        if (is_below(ref.path.empty() ? "/" : ref.path, p.path))
          return {&h, &p};
  return {};
}

/// The locations of one path.
class location_writer {
public:
  location_writer(nginx_writer& out, const host_route& host, const path_route& path, scheme by,
                  const nginx_context& context)
      : out_(out), host_(host), path_(path), s_(path.settings), by_(by), context_(context), id_(route_id(host, path)),
        pass_(pass_of(host, path)) {}

  void write() {
    if (path_.path == "/") {
      open_and_fill("/");
    } else {
      if (path_.strip == path_.path)
        out_.raw("    location = " + path_.path + " { return 301 " + path_.path + "/$is_args$args; }\n");
      else
        open_and_fill("= " + path_.path);
      open_and_fill(path_.path + '/');
    }
    if (sends_on())
      return;
    if (asks_first())
      write_auth_location(*s_.auth);
    if (s_.error_pages)
      write_error_location(*s_.error_pages);
  }

private:
  bool sends_on() const { return by_ == scheme::http && s_.tls_only.value_or(false); }

  bool asks_first() const { return s_.auth && !pass_.empty() && !s_.maintenance.value_or(false); }

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
    return s_ == route_settings{} && !path_.upgrades && path_.strip.empty() && !pass_.empty() &&
           !may_lead_nowhere(path_);
  }

  void fill() {
    if (sends_on())
      return out_.put("return", "308 https://$host" + published_tls_port(context_.cluster) + "$request_uri");
    who_may();
    answers();
    if (s_.maintenance.value_or(false)) {
      if (!s_.error_pages)
        out_.put("default_type", "text/html");
      return out_.put("return", s_.error_pages ? std::string("503") : std::string("503 ") + maintenance_page);
    }
    if (pass_.empty())
      return out_.put("return", "503");
    how_much();
    application(path_, host_.host);
    if (may_lead_nowhere(path_))
      out_.raw("      if (" + pass_ + " = '') { return 503; }\n");
    if (!path_.strip.empty())
      out_.put("rewrite", "'(?s)^" + in_regex(path_.strip) + "(/.*)$' $1 break");
    out_.put("proxy_pass", url_of(path_, pass_));
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
      out_.put("auth_basic_user_file", secret_file(*s_.basic_auth));
    }
    if (asks_first()) {
      out_.put("auth_request", "/.signalbox/auth/" + id_);
      for (const auto& name : s_.auth_headers.value_or(std::vector<std::string>{}))
        out_.put("auth_request_set", "$auth_" + variable_of(name) + " $upstream_http_" + variable_of(name));
    }
  }

  void how_much() {
    if (s_.rate) {
      out_.put("limit_req",
               "zone=rate-" + id_ + (s_.rate->burst ? " burst=" + std::to_string(s_.rate->burst) + " nodelay" : ""));
      out_.put("limit_req_status", "429");
    }
    if (s_.max_body)
      out_.put("client_max_body_size", *s_.max_body);
    if (s_.connect_timeout)
      out_.put("proxy_connect_timeout", in_seconds(*s_.connect_timeout));
    if (s_.read_timeout)
      out_.put("proxy_read_timeout", in_seconds(*s_.read_timeout));
    if (s_.send_timeout)
      out_.put("proxy_send_timeout", in_seconds(*s_.send_timeout));
    if (s_.buffering)
      out_.put("proxy_buffering", *s_.buffering ? "on" : "off");
  }

  /// Changes of the response before the client.
  void answers() {
    if (s_.gzip.value_or(false)) {
      out_.put("gzip", "on");
      out_.put("gzip_vary", "on");
      out_.put("gzip_proxied", "any");
      out_.put("gzip_types", "text/plain text/css text/xml application/json application/javascript application/xml "
                             "image/svg+xml");
    }
    const auto headers = s_.response_headers.value_or(header_map{});
    const bool hsts = by_ == scheme::https && s_.hsts;
    for (const auto& [name, value] : headers)
      out_.put("proxy_hide_header", name);
    if (hsts)
      out_.put("proxy_hide_header", "strict-transport-security");
    for (const auto& [name, value] : headers)
      if (!value.empty())
        out_.put("add_header", name + ' ' + quoted(value) + " always");
    if (hsts)
      out_.put("add_header", "strict-transport-security \"" + *s_.hsts + "\" always");
    const bool adds = std::any_of(headers.begin(), headers.end(), [](const auto& h) { return !h.second.empty(); });
    if (adds || hsts)
      write_info_headers(out_, context_.options); // `add_header` here disables inheritance
    if (s_.error_pages) {
      std::string statuses;
      for (const auto status : s_.error_statuses.value_or(std::vector<std::uint16_t>{502, 503, 504}))
        statuses += std::to_string(status) + ' ';
      out_.put("proxy_intercept_errors", "on");
      out_.put("error_page", statuses + "@errors-" + id_);
    }
  }

  /// The request to the application, and its connection settings.
  void application(const path_route& to, const std::string& host) {
    auto own = s_.request_headers.value_or(header_map{});
    for (const auto& name : s_.auth_headers.value_or(std::vector<std::string>{}))
      own[name] = "$auth_" + variable_of(name);
    if (!own.empty() || to.upgrades)
      write_request_headers(out_, own, to.upgrades);
    if (to.upgrades && !context_.keep_alive)
      out_.put("proxy_http_version", "1.1");
    tls_to(to, host);
  }

  void tls_to(const path_route& to, const std::string& host) {
    if (!to.settings.tls)
      return;
    const auto& tls = *to.settings.tls;
    const bool one_name = !host.empty() && !host.starts_with('*');
    out_.put("proxy_ssl_server_name", "on");
    out_.put("proxy_ssl_name", !tls.name.empty() ? tls.name : one_name ? host : "$host");
    out_.put("proxy_ssl_protocols", "TLSv1.2 TLSv1.3");
    if (tls.verify) {
      out_.put("proxy_ssl_verify", "on");
      out_.put("proxy_ssl_verify_depth", "4");
      out_.put("proxy_ssl_trusted_certificate", secret_file(tls.authority));
    }
    if (!tls.certificate.empty()) {
      out_.put("proxy_ssl_certificate", secret_file(tls.certificate));
      out_.put("proxy_ssl_certificate_key", secret_file(tls.key.empty() ? tls.certificate : tls.key));
    }
  }

  static std::string url_of(const path_route& to, const std::string& pass) {
    return (to.settings.tls ? "https://" : "http://") + pass;
  }

  /// A location for the proxy's own subrequests, with the headers of the destination's host.
  void question(const destination& to, const header_map& own) {
    auto headers = own;
    headers.emplace("host", to.host->host);
    headers.emplace("content-length", "");
    out_.put("proxy_pass_request_body", "off");
    write_request_headers(out_, headers, false);
    tls_to(*to.path, to.host->host);
  }

  void write_auth_location(const route_ref& ref) {
    const auto to = find(context_.routes, ref);
    const auto pass = to.path ? pass_of(context_.groups.leader_of(*to.host), *to.path) : std::string{};
    out_.open("location = /.signalbox/auth/" + id_);
    out_.line("internal");
    if (pass.empty()) {
      out_.put("return", "503");
    } else {
      question(to, {{"x-original-uri", "$request_uri"}, {"x-original-method", "$request_method"}});
      out_.put("proxy_pass", url_of(*to.path, pass) + seen_by(*to.path, ref.path));
    }
    out_.close();
  }

  void write_error_location(const route_ref& ref) {
    const auto to = find(context_.routes, ref);
    const auto pass = to.path ? pass_of(context_.groups.leader_of(*to.host), *to.path) : std::string{};
    out_.open("location @errors-" + id_);
    if (pass.empty()) {
      out_.put("return", "503");
    } else {
      out_.put("proxy_method", "GET");
      question(to, {});
      out_.put("rewrite", "^ " + seen_by(*to.path, ref.path + '/') + "$status.html? break");
      out_.put("proxy_pass", url_of(*to.path, pass));
    }
    out_.close();
  }

  /// A path of the host as its application receives it.
  static std::string seen_by(const path_route& to, const std::string& path) {
    const auto rest = is_below(path, to.strip) && !to.strip.empty() ? path.substr(to.strip.size()) : path;
    return rest.empty() ? "/" : rest;
  }

  nginx_writer& out_;
  const host_route& host_;
  const path_route& path_;
  const route_settings& s_;
  scheme by_;
  const nginx_context& context_;
  const std::string id_, pass_;
};

} // namespace

std::string locations_of(const host_route& host, scheme by, const nginx_context& context) {
  nginx_writer out(2);
  for (const auto& path : host.paths)
    location_writer(out, host, path, by, context).write();
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
