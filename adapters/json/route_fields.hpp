// The fields of the route table, as `json_fields.hpp` wants them. Their names are part of the protocol.
#pragma once
#include "adapters/json/json_fields.hpp"
#include "messages/routes.hpp"

#include <cstdint>
#include <string>

namespace signalbox {

/// Ports of a proxy: in its container, and as they are published.
struct port_part {
  std::uint16_t http = 0, https = 0, published_http = 0, published_https = 0;
};

/// A problem as an extension tells it.
struct reported_problem {
  std::string level, service, where, what, hint;
};

template <any_of<port_part> T, class Visitor>
void fields(T& p, Visitor&& visit) {
  visit("http", p.http);
  visit("https", p.https);
  visit("published_http", p.published_http);
  visit("published_https", p.published_https);
}

template <any_of<reported_problem> T, class Visitor>
void fields(T& p, Visitor&& visit) {
  visit("level", p.level);
  visit("service", p.service);
  visit("where", p.where);
  visit("what", p.what);
  visit("hint", p.hint);
}

template <any_of<target> T, class Visitor>
void fields(T& t, Visitor&& visit) {
  visit("address", t.address);
  visit("port", t.port);
}

template <any_of<canary_mark> T, class Visitor>
void fields(T& m, Visitor&& visit) {
  visit("name", m.name);
  visit("value", m.value);
}

template <any_of<backend> T, class Visitor>
void fields(T& b, Visitor&& visit) {
  visit("service", b.service);
  visit("targets", b.targets);
  visit("dns_name", b.dns_name);
  visit("dns_port", b.dns_port);
  visit("max_fails", b.max_fails);
  visit("fail_timeout", b.fail_timeout);
  visit("weight", b.weight);
  visit("canary_header", b.canary_header);
  visit("canary_cookie", b.canary_cookie);
}

template <any_of<request_rate> T, class Visitor>
void fields(T& r, Visitor&& visit) {
  visit("per_second", r.per_second);
  visit("burst", r.burst);
}

template <any_of<route_ref> T, class Visitor>
void fields(T& p, Visitor&& visit) {
  visit("host", p.host);
  visit("path", p.path);
}

template <any_of<backend_tls> T, class Visitor>
void fields(T& t, Visitor&& visit) {
  visit("verify", t.verify);
  visit("authority", t.authority);
  visit("certificate", t.certificate);
  visit("key", t.key);
  visit("name", t.name);
}

template <any_of<route_settings> T, class Visitor>
void fields(T& s, Visitor&& visit) {
  visit("sticky_cookie", s.sticky_cookie);
  visit("ip_hash", s.ip_hash);
  visit("tls", s.tls);
  visit("tls_only", s.tls_only);
  visit("hsts", s.hsts);
  visit("max_body", s.max_body);
  visit("connect_timeout", s.connect_timeout);
  visit("read_timeout", s.read_timeout);
  visit("send_timeout", s.send_timeout);
  visit("rate", s.rate);
  visit("request_headers", s.request_headers);
  visit("response_headers", s.response_headers);
  visit("basic_auth", s.basic_auth);
  visit("allow_from", s.allow_from);
  visit("deny_from", s.deny_from);
  visit("auth", s.auth);
  visit("auth_headers", s.auth_headers);
  visit("error_pages", s.error_pages);
  visit("error_statuses", s.error_statuses);
  visit("maintenance", s.maintenance);
  visit("gzip", s.gzip);
}

template <any_of<path_route> T, class Visitor>
void fields(T& p, Visitor&& visit) {
  visit("path", p.path);
  visit("strip", p.strip);
  visit("upgrades", p.upgrades);
  visit("backends", p.backends);
  visit("settings", p.settings);
}

template <any_of<redirect> T, class Visitor>
void fields(T& r, Visitor&& visit) {
  visit("to", r.to);
  visit("status", r.status);
}

template <any_of<host_route> T, class Visitor>
void fields(T& h, Visitor&& visit) {
  visit("host", h.host);
  visit("paths", h.paths);
  visit("certificate", h.certificate);
  visit("key", h.key);
  visit("certified_by", h.certified_by);
  visit("passthrough", h.passthrough);
  visit("from_http", h.from_http);
  visit("from_https", h.from_https);
}

/// Without what only core needs: the networks and secrets that the proxy has to have, and the digests of the labels.
template <any_of<route_table> T, class Visitor>
void fields(T& t, Visitor&& visit) {
  visit("hosts", t.hosts);
}

} // namespace signalbox
