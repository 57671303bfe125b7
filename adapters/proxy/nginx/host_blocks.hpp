// The part of the text that depends on the routes: for each host its upstreams and its servers.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"

namespace signalbox {

/// The answer to hosts that nobody serves, unless a service answers for all of them: nginx's own page for 404, and no
/// handshake at all on the TLS port.
void write_default_servers(nginx_writer& out, const nginx_context& context);

/// Each host of the table, in its order. A comment `# service NAME …` says whose it is, so that an error of nginx leads
/// to them.
void write_hosts(nginx_writer& out, const nginx_context& context);

} // namespace signalbox
