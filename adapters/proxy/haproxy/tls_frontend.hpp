// Routes TLS connections by SNI, before decryption. HAProxy would select a certificate by the names in it, whichever
// host it belongs to; here a host has the certificate that its own label names, on a socket of its own. Connections
// with TLS passthrough are forwarded without decryption.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

namespace signalbox {

/// Writes nothing if no host has TLS.
void write_tls_frontend(haproxy_writer& out, const haproxy_context& context);

} // namespace signalbox
