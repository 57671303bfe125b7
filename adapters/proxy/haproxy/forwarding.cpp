#include "adapters/proxy/haproxy/forwarding.hpp"

namespace signalbox {
namespace {

constexpr const char *from_balancer = "{ var(txn.balancer) -m found }",
                     *from_client = "!{ var(txn.balancer) -m found }";
// Of trusted proxies in a row.
constexpr int most_hops = 8;

std::string port_of(std::uint16_t published) {
  return published ? std::to_string(published) : std::string("%[dst_port]");
}

/// `src` becomes the last address that no trusted proxy has. `trusted` is evaluated again after each change of `src`.
void write_client_address(haproxy_writer& out, const haproxy_context& context) {
  out.put_all("acl trusted src", context.options.list("TrustedProxies"));
  out.put("http-request set-var(txn.balancer) src if trusted");
  std::string readable = "if trusted";
  for (int hop = 1; hop <= most_hops; ++hop) {
    const auto address = "req.hdr_ip(x-forwarded-for,-" + std::to_string(hop) + ')';
    readable += " { " + address + " -m found }"; // an element that is no address ends the chain
    out.put("http-request set-src " + address, readable);
  }
}

void write_trusted(haproxy_writer& out, const haproxy_context& context) {
  const auto when = [](const char* who, const std::string& also = {}) {
    return std::string("if ") + who + (also.empty() ? "" : " " + also);
  };
  out.put("http-request set-var(txn.scheme) ssl_fc,iif(https,http)");
  for (const auto& [scheme, names] : {std::pair("http", "http ws"), std::pair("https", "https wss")})
    out.put(std::string("http-request set-var(txn.scheme) str(") + scheme + ')',
            when(from_balancer, std::string("{ req.hdr(x-forwarded-proto,-1) -i -m str ") + names + " }"));
  out.put("http-request set-header x-forwarded-for %[req.fhdr(x-forwarded-for)],\\ %[var(txn.balancer)]",
          when(from_balancer, "{ req.fhdr(x-forwarded-for) -m found }"));
  out.put("http-request set-header x-forwarded-for %[src]",
          "if !{ req.fhdr(x-forwarded-for) -m found } || " + std::string(from_client));
  out.put("http-request set-header x-forwarded-host %[req.fhdr(host)]",
          "if !{ req.fhdr(x-forwarded-host) -m found } || " + std::string(from_client));
  out.put("http-request del-header x-forwarded-port",
          when(from_balancer, "!{ req.fhdr(x-forwarded-port) -m reg ^[0-9]+$ }"));
  for (const auto& [scheme, port] : {std::pair("https", "443"), std::pair("http", "80")})
    out.put(std::string("http-request set-header x-forwarded-port ") + port,
            when(from_balancer,
                 std::string("!{ req.fhdr(x-forwarded-port) -m found } { var(txn.scheme) -m str ") + scheme + " }"));
  out.put("http-request set-header x-forwarded-port " + port_of(context.cluster.published_ssl_port),
          when(from_client, "{ ssl_fc }"));
  out.put("http-request set-header x-forwarded-port " + port_of(context.cluster.published_port),
          when(from_client, "!{ ssl_fc }"));
  out.put("http-request del-header x-forwarded-prefix", when(from_client));
  out.put("http-request set-header x-forwarded-proto %[var(txn.scheme)]");
}

void write_untrusted(haproxy_writer& out, const haproxy_context& context) {
  out.put("http-request set-header x-forwarded-for %[src]");
  out.put("http-request set-header x-forwarded-proto %[ssl_fc,iif(https,http)]");
  out.put("http-request set-header x-forwarded-host %[req.fhdr(host)]");
  out.put("http-request set-header x-forwarded-port " + port_of(context.cluster.published_ssl_port), "if { ssl_fc }");
  out.put("http-request set-header x-forwarded-port " + port_of(context.cluster.published_port), "if !{ ssl_fc }");
  out.put("http-request del-header x-forwarded-prefix");
}

/// With quotes where RFC 7239 requires them.
void write_description(haproxy_writer& out, bool trusted) {
  out.put("http-request del-header forwarded", trusted ? std::string("if ") + from_client : "");
  const std::string rest = ";host=\\\"%[req.fhdr(x-forwarded-host)]\\\";proto=%[req.fhdr(x-forwarded-proto)]";
  out.put("http-request add-header forwarded for=%[src]" + rest, "if !{ src -m sub : }");
  out.put("http-request add-header forwarded for=\\\"[%[src]]\\\"" + rest, "if { src -m sub : }");
}

} // namespace

void write_forwarding(haproxy_writer& out, const haproxy_context& context) {
  const bool trusted = context.trusts_proxies;
  if (trusted)
    write_client_address(out, context);
  out.put("http-request set-header x-real-ip %[src]");
  trusted ? write_trusted(out, context) : write_untrusted(out, context);
  if (context.options["ForwardedHeader"] == "on")
    write_description(out, trusted);
  else
    out.put("http-request del-header forwarded");
}

void write_dropped_headers(haproxy_writer& out, const haproxy_context& context) {
  out.put("http-request del-header upgrade unless { req.fhdr(upgrade) -i -m str websocket }");
  out.put("http-request del-header te unless { req.fhdr(te) -i -m str trailers }");
  out.put("http-request del-header connection unless { req.fhdr(upgrade) -m found }");
  for (const char* name : {"http2-settings", "keep-alive", "proxy-connection"})
    out.put(std::string("http-request del-header ") + name);
  out.put("http-response del-header keep-alive");
  out.put("http-response del-header proxy-connection");
  if (context.options["UnderscoresInHeaders"] != "on")
    out.put("http-request del-header _ -m sub");
}

std::string by_http(const haproxy_context& context) {
  return context.trusts_proxies ? "if { var(txn.scheme) -m str http }" : "if !{ ssl_fc }";
}

std::string by_https(const haproxy_context& context) {
  return context.trusts_proxies ? "if { var(txn.scheme) -m str https }" : "if { ssl_fc }";
}

} // namespace signalbox
