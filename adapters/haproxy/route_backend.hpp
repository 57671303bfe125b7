// The backends of a host: what is asked of the requests to each of its paths, and who answers them.
#pragma once
#include "adapters/haproxy/haproxy_style.hpp"
#include "adapters/haproxy/section_text.hpp"
#include "adapters/rendering/alike.hpp"

namespace signalbox {

/// Every backend of the hosts that share them, with their tables of rates. Above each stands whose it is.
void write_backends(section_text& out, const alike_hosts& hosts, const haproxy_style& style);

/// Whether a host with TLS of its own has something to say by plain HTTP: where else to go.
bool sends_on_beside_passthrough(const host_route& host);

} // namespace signalbox
