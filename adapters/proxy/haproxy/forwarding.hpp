// What applications are told about the client: its address, scheme, host and port. They are those of the connection, or
// those of the X-Forwarded headers if the request comes from an address of `TrustedProxies`.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

namespace signalbox {

/// The rules of the frontend. Afterwards `src` is the client's address.
void write_forwarding(haproxy_writer& out, const haproxy_context& context);

/// The headers of one connection (RFC 9110, 7.6.1), and names that applications confuse with others.
void write_dropped_headers(haproxy_writer& out, const haproxy_context& context);

/// `if …`: the client used HTTP, or HTTPS.
std::string by_http(const haproxy_context& context);
std::string by_https(const haproxy_context& context);

} // namespace signalbox
