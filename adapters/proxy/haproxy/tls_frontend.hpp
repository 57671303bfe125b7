// Who takes a TLS connection: the name that the client asks for decides, before anything is decrypted. HAProxy chooses
// a certificate by the names in it, whoever brought it; here a host has the certificate that its own label names,
// behind a socket of its own. TLS that is the application's business goes there untouched.
#pragma once
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

namespace signalbox {

/// Nothing where no host has TLS.
void write_tls_frontend(haproxy_writer& out, const haproxy_context& context);

} // namespace signalbox
