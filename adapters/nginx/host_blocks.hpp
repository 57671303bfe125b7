// The part of the text that depends on the routes: for each host its upstreams and its servers.
#pragma once
#include "adapters/nginx/config_text.hpp"
#include "adapters/nginx/render_style.hpp"

namespace signalbox {

/// The answer to hosts that nobody serves, unless a service answers for all of them: nginx's own page for 404, and no
/// handshake at all on the TLS port.
void write_default_servers(config_text& out, const render_style& style);

/// Each host of the table, in its order. A comment `# service NAME …` says whose it is, so that an error of nginx leads
/// to them.
void write_hosts(config_text& out, const render_style& style);

} // namespace signalbox
