// The part of the text that depends on the routes: upstreams and servers of each host.
#pragma once
#include "adapters/proxy/nginx/nginx_context.hpp"
#include "adapters/proxy/nginx/nginx_writer.hpp"

namespace signalbox {

/// The response to unknown hosts, unless there is a default backend: nginx's own page for 404, and no handshake on the
/// TLS port.
void write_default_servers(nginx_writer& out, const nginx_context& context);

/// Each host of the table, in order. A comment `# service NAME …` names its services, so that an error of nginx can be
/// assigned to them.
void write_hosts(nginx_writer& out, const nginx_context& context);

} // namespace signalbox
