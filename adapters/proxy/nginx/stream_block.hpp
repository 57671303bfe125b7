// TLS that is not the proxy's business: the `stream` block, in a cluster with such a host only, so that nobody else
// pays for it. It takes the TLS port, reads the name that the client asks for, and hands the connection on, behind the
// PROXY protocol: to nginx's own `http` block, or to a second server that takes that protocol off again in front of an
// application.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"

namespace signalbox {

/// Whether there has to be one: a host with TLS of its own, or directives of the operator's.
bool needs_stream(const nginx_context& context);

void write_stream(nginx_writer& out, const nginx_context& context);

} // namespace signalbox
