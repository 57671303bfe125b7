// The backends of a host: what is asked of the requests to each of its paths, and who answers them.
#pragma once
#include "adapters/proxy/common/identical_hosts.hpp"
#include "adapters/proxy/haproxy/haproxy_context.hpp"
#include "adapters/proxy/haproxy/haproxy_writer.hpp"

namespace signalbox {

/// Every backend of the hosts that share them, with their tables of rates. Above each stands whose it is.
void write_backends(haproxy_writer& out, const identical_hosts& hosts, const haproxy_context& context);

/// Whether a host with TLS of its own has something to say by plain HTTP: where else to go.
bool sends_on_beside_passthrough(const host_route& host);

} // namespace signalbox
