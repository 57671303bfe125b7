// TLS passthrough: the `stream` block, only in a cluster with such a host, so that other clusters have no overhead. It
// listens on the TLS port, reads the SNI, and forwards the connection with the PROXY protocol: to nginx's own `http`
// block, or to a second server that removes the PROXY protocol header before the application.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"

namespace signalbox {

/// Whether the block is needed: for a host with TLS passthrough, or for raw directives of the operator.
bool needs_stream(const nginx_context& context);

void write_stream(nginx_writer& out, const nginx_context& context);

} // namespace signalbox
