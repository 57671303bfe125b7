#include "adapters/proxy/haproxy/route_backend.hpp"

#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/common/traffic_split.hpp"
#include "adapters/proxy/haproxy/forwarding.hpp"
#include "adapters/proxy/haproxy/servers.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr const char* maintenance =
    "http-request return status 503 content-type text/html string \"<!doctype html><title>Maintenance</title><h1>Down "
    "for maintenance</h1>\"";
constexpr const char* compressed = "text/html text/plain text/css text/xml application/json application/javascript "
                                   "application/xml image/svg+xml";

std::string redirect_line(std::uint16_t status, const std::string& to) {
  return "http-request redirect code " + std::to_string(status) + " location " + to + "%[pathq]";
}

/// A trusted proxy that ends TLS has a port of its own.
void write_https_redirect(haproxy_writer& out, const haproxy_context& context) {
  const std::string to = "https://%[var(txn.host)]", port = published_tls_port(context.cluster);
  if (context.trusts_proxies && !port.empty())
    out.put(redirect_line(308, to), by_http(context) + " { var(txn.balancer) -m found }");
  out.put(redirect_line(308, to + port), by_http(context));
}

/// `32m` in bytes.
std::uint64_t bytes_in(const std::string& size) {
  constexpr std::string_view units = "kmg";
  const auto lower = size.empty() ? ' ' : static_cast<char>(size.back() | 0x20);
  const auto unit = units.find(lower);
  return std::stoull(size) << (unit == units.npos ? 0 : 10 * (unit + 1));
}

/// The backends of one path.
class backend_writer {
public:
  backend_writer(haproxy_writer& out, const host_route& host, const path_route& path, const haproxy_context& context)
      : out_(out), host_(host), path_(path), s_(path.settings), context_(context), shares_(split_of(path)) {}

  void write() {
    if (!shares_.common.empty() || shares_.own.empty() || shares_.parts.empty())
      write(backend_name(host_, path_), shares_.common);
    for (const auto* b : shares_.own)
      write(backend_name(host_, path_, *b), {b});
    if (s_.rate)
      write_rate_table();
  }

private:
  void write(const std::string& name, const std::vector<const backend*>& services) {
    out_.section("backend " + name, whose(host_));
    sends_on();
    if (host_.paths.size() > 1 || path_.path != "/")
      is_meant();
    who_may();
    if (s_.maintenance.value_or(false))
      return out_.put(maintenance);
    how_much();
    request();
    answer();
    if (!services.empty())
      write_servers(out_, {services, tls_words(), true}, path_, context_);
  }

  void sends_on() {
    if (host_.certificate.empty())
      out_.put(misdirected, "if { ssl_fc }");
    if (host_.from_http)
      out_.put(redirect_line(host_.from_http->status, host_.from_http->to), by_http(context_));
    if (host_.from_https && (!host_.certificate.empty() || context_.trusts_proxies))
      out_.put(redirect_line(host_.from_https->status, host_.from_https->to), by_https(context_));
    if (s_.tls_only.value_or(false))
      write_https_redirect(out_, context_);
    if (!path_.strip.empty() && path_.strip == path_.path) {
      write_slash_redirect("301", "if { method GET HEAD }");
      write_slash_redirect("308", "if"); // a client that follows a 301 changes POST to GET
    }
  }

  void write_slash_redirect(const std::string& status, const std::string& condition) {
    const auto to = "http-request redirect code " + status + " location " + path_.path + '/';
    out_.put(to + "?%[query]", condition + " { path " + path_.path + " } { query -m found }");
    out_.put(to, condition + " { path " + path_.path + " }");
  }

  /// Denies paths that the application could resolve to another path.
  void is_meant() {
    out_.put("http-request deny deny_status 400 unless { var(txn.path) -m found }");
    out_.put("http-request deny deny_status 400 if { var(txn.path) -m sub /./ /../ /.; /..; /.\\\\ /..\\\\ \\\\.. } || "
             "{ var(txn.path) "
             "-m end /. /.. }");
  }

  void who_may() {
    if (s_.deny_from) {
      out_.put_all("acl denied src", *s_.deny_from);
      out_.put("http-request deny deny_status 403 if denied");
    }
    if (s_.allow_from) {
      out_.put_all("acl allowed src", *s_.allow_from);
      out_.put("http-request deny deny_status 403 unless allowed");
    }
  }

  void how_much() {
    if (s_.rate)
      write_rate(*s_.rate);
    const auto limit = bytes_in(s_.max_body.value_or(context_.options["ClientMaxBodySize"]));
    if (limit > 0) {
      out_.put("http-request deny deny_status 413 if { req.body_size gt " + std::to_string(limit) + " }");
      // Such a body has no declared length, so HAProxy cannot check it against the limit.
      out_.put("http-request return status 411 content-type text/plain string \"Length required\" if { "
               "req.hdr(transfer-encoding) -m found }");
    }
    const auto connect = s_.connect_timeout.value_or(whole_seconds(std::stoul(context_.options["ConnectTimeout"])));
    const auto answer = s_.read_timeout.value_or(whole_seconds(std::stoul(context_.options["ServerTimeout"])));
    if (s_.connect_timeout || (s_.read_timeout && answer < 2 * connect)) { // half of the time for an answer at most
      const auto most = std::min(1000 * connect.count(), 500 * answer.count());
      out_.put("timeout connect " +
               (most % 1000 == 0 ? std::to_string(most / 1000) + 's' : std::to_string(most) + "ms"));
    }
    if (s_.read_timeout) {
      out_.put("timeout server " + std::to_string(s_.read_timeout->count()) + 's');
      out_.put("timeout tunnel " + std::to_string(s_.read_timeout->count()) + 's');
    }
  }

  /// Counts admitted requests only, so that a client above its rate still gets the admitted number. A burst above the
  /// rate is compensated within ten seconds.
  void write_rate(const request_rate& rate) {
    out_.put("http-request track-sc0 src table " + rate_table(host_, path_));
    out_.put("http-request deny deny_status 429 if { sc0_gpc0_rate ge " + std::to_string(rate.per_second + rate.burst) +
             " }");
    if (rate.burst > 0)
      out_.put("http-request deny deny_status 429 if { sc0_gpc1_rate ge " +
               std::to_string(10ull * rate.per_second + rate.burst) + " }");
    out_.put("http-request sc-inc-gpc0(0)");
    if (rate.burst > 0)
      out_.put("http-request sc-inc-gpc1(0)");
  }

  void write_rate_table() {
    out_.section("backend " + rate_table(host_, path_), whose(host_));
    out_.put(std::string("stick-table type ipv6 size 100k expire 20s store gpc0_rate(1s)") +
             (s_.rate->burst > 0 ? ",gpc1_rate(10s)" : ""));
  }

  /// Changes of the request before the application.
  void request() {
    if (!path_.upgrades) {
      out_.put("http-request del-header upgrade");
      out_.put("http-request del-header connection");
    }
    if (s_.speaks_http2()) { // since 3.1 a connection that fails counts as a request that failed
      out_.put("retry-on conn-failure");
    } else {
      out_.put("http-request disable-l7-retry unless { method GET HEAD OPTIONS }");
      out_.put("http-request del-header te");
    }
    if (s_.protocol == "grpc") // UNAVAILABLE, in the form that clients of gRPC expect
      for (const char* status : {"502", "503", "504"})
        out_.put(std::string("http-error status ") + status +
                 " content-type application/grpc hdr grpc-status 14 hdr grpc-message unavailable string unavailable");
    if (!path_.strip.empty()) {
      // Another spelling of the path would reach the application with the context root.
      out_.put("http-request deny deny_status 400 unless { path -m beg " + path_.strip + "/ }");
      out_.put("http-request set-path %[path,bytes(" + std::to_string(path_.strip.size()) + ")]");
      out_.put("http-request set-header x-forwarded-prefix " +
               std::string(context_.trusts_proxies ? "%[req.fhdr(x-forwarded-prefix)]" : "") + path_.strip);
    }
    for (const auto& [name, value] : s_.request_headers.value_or(header_map{}))
      out_.put(value.empty() ? "http-request del-header " + name
                             : "http-request set-header " + name + ' ' + in_format(value));
  }

  /// Changes of the response before the client.
  void answer() {
    for (const auto& [name, value] : s_.response_headers.value_or(header_map{}))
      out_.put(value.empty() ? "http-after-response del-header " + name
                             : "http-after-response set-header " + name + ' ' + in_format(value));
    if (s_.hsts)
      out_.put("http-after-response set-header strict-transport-security \"" + *s_.hsts + '"', by_https(context_));
    if (s_.gzip.value_or(false)) {
      out_.put("compression algo gzip");
      out_.put(std::string("compression type ") + compressed);
    }
  }

  std::string tls_words() const {
    if (!s_.tls)
      return s_.speaks_http2() ? " proto h2" : "";
    const auto& tls = *s_.tls;
    const bool one_name = !host_.host.empty() && !host_.host.starts_with('*');
    const auto name = !tls.name.empty() ? tls.name : one_name ? host_.host : "";
    std::string words = " ssl ssl-min-ver TLSv1.2 alpn " + std::string(s_.speaks_http2() ? "h2" : "http/1.1") + " sni ";
    words += name.empty() ? std::string("var(txn.host)") : "str(" + name + ')';
    words += tls.verify ? " verify required ca-file " + secret_file(tls.authority) : " verify none";
    if (tls.verify && !name.empty())
      words += " verifyhost " + name;
    return tls.certificate.empty() ? words : words + " crt " + secret_file(tls.certificate);
  }

  haproxy_writer& out_;
  const host_route& host_;
  const path_route& path_;
  const route_settings& s_;
  const haproxy_context& context_;
  const traffic_split shares_;
};

/// For a host without paths, or with TLS passthrough.
void write_redirects(haproxy_writer& out, const host_route& host, const haproxy_context& context) {
  out.section("backend up-" + name_part(host), whose(host));
  if (host.from_http)
    out.put(redirect_line(host.from_http->status, host.from_http->to), by_http(context));
  if (host.from_https && (!host.certificate.empty() || context.trusts_proxies))
    out.put(redirect_line(host.from_https->status, host.from_https->to), by_https(context));
  if (!host.from_http && sends_on_beside_passthrough(host))
    write_https_redirect(out, context);
  out.put(misdirected, "if { ssl_fc }");
  out.put("http-request deny deny_status 404");
}

} // namespace

bool sends_on_beside_passthrough(const host_route& host) {
  return host.from_http || std::any_of(host.paths.begin(), host.paths.end(),
                                       [](const auto& p) { return p.settings.tls_only.value_or(false); });
}

void write_backends(haproxy_writer& out, const identical_hosts& hosts, const haproxy_context& context) {
  const auto& host = *hosts.leader;
  if (host.passthrough && !sends_on_beside_passthrough(host))
    return;
  if (host.passthrough || host.paths.empty())
    return write_redirects(out, host, context);
  for (const auto& path : host.paths)
    backend_writer(out, host, path, context).write();
}

} // namespace signalbox
